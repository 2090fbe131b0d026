"""Files that the graph is exported as: tables of statements, dumps of the dataset, and the network in many formats.

May import `graph.core`, `graph.rdf`, `graph.store` and `graph.network`. Knows nothing of commands and HTTP.
"""
