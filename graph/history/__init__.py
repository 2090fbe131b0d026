"""Lookup of names and codes, changes, lineage, and the status of zones and plates over time.

May import `graph.core`, `graph.rdf` and `graph.store`. Knows nothing of networks, commands and HTTP.
"""
