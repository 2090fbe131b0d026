"""The graph as a network: selected, measured, drawn and written for other tools.

May import `graph.core`, `graph.rdf`, `graph.store` and `graph.history`. Knows nothing of commands and HTTP.
"""
