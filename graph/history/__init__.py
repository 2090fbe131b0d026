"""Names and codes to things, changes, lineage, and what stands when.

May import `graph.core`, `graph.rdf` and `graph.store`. Knows nothing of networks, commands and HTTP.
"""
