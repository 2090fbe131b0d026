"""REST: names, lineage, relations, exports, reconciliation, and the tools for language-model agents.

May import `graph`, `service.core`, `service.web` and `service.sparql`. Knows nothing of pages and workers.
"""
