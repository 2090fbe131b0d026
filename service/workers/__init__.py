"""Runs requests in worker processes that can be killed: queue, scheduling, processes, budgets.

May import `graph`, `service.core` and `service.web.response`. Knows nothing of routes: a worker calls the application
that it is given.
"""
