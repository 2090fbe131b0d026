"""The graph: from the text of a paper to claims, quads, a store and its answers. Knows nothing of HTTP."""
