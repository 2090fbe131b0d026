"""The service: the graph's answers over HTTP."""
