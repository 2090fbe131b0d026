"""Settings, the errors that only HTTP knows, and the keys that we add to the scope of a request.

May import `graph`. Knows nothing of everything else in `service`.
"""
