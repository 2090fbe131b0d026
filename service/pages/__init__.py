"""Pages for people: home, entities, search, the report of the checks, the documentation of the API.

May import `graph`, `service.core`, `service.web`, `service.sparql` and `service.api`. Knows nothing of workers and
connections.
"""
