"""An optional fast path for GET requests: cached responses by the bytes of the head, plain queries by callbacks.

May import everything in `service`. Only `service.__main__` imports it.
"""
