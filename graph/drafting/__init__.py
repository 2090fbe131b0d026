"""Drafts of claims: what rules or a model propose for a text, and what waits for review.

Nothing that this room proposes is stated by the graph before a person accepts it.
"""
