"""Connections: strict HTTP/1.1, limits of connections and of time, trusted proxies, and how uvicorn is set up.

May import `graph`, `service.core` and `service.web`. Knows nothing of what a request asks for.
"""
