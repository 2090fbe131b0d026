"""An optional short way for whole GET heads: answers from the cache by bytes, and plain queries by callbacks.

May import everything in `service`. Only `service.__main__` imports it.
"""
