"""Parts of HTTP requests and responses that all routes share.

Negotiation, headers, problems, pages and their links, entity tags, compression, the response cache, and the request
log.

May import `graph` and `service.core`. Knows nothing of routes, workers and connections.
"""
