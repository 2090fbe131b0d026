"""Runs requests in worker processes that can be killed: queue, scheduling, processes, budgets.

May import `graph`, `service.settings`, `service.errors` and `service.answered`. Knows nothing of HTTP routes: a worker
calls the application that it is given.
"""
