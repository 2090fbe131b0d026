"""Reads papers and claims files, and tells curators their mistakes with file and line.

May import `graph.core` and `graph.schema`. Knows nothing of RDF stores, checks and queries.
"""
