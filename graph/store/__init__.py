"""Holds the dataset and answers queries.

Builds on disk, the store that answers queries, what is refused before the engine reads a query, and how answers are
written.

May import `graph.core`, `graph.rdf` and `graph.process`. Knows nothing of checks, networks and HTTP.
"""
