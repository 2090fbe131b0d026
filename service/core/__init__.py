"""Settings, the errors of the service, and the additional keys of the ASGI scope.

May import `graph`. Knows nothing of everything else in `service`.
"""
