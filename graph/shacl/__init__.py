"""Checks a store against the shapes, and reports findings with their words and advice.

May import `graph.core`, `graph.schema`, `graph.rdf` and `graph.store`. Knows nothing of networks, commands and HTTP.
"""
