"""The commands of `kaifaqu` that need no service.

May import everything in `graph`. Knows nothing of HTTP.
"""
