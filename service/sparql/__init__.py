"""The SPARQL endpoint: protocol, evaluation, description, examples and the page to ask from.

May import `graph`, `service.core` and `service.web`. Knows nothing of REST, pages and workers.
"""
