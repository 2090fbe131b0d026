"""Limits that a process sets for itself, and functions that run in a child process.

May import `graph.core`. Knows nothing of what runs in the process.
"""
