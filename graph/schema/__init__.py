"""The ontology and the vocabularies, and the JSON-LD context, JSON Schema and HTML page that are made from them.

May import `graph.core`. Knows nothing of claims and data.
"""
