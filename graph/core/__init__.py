"""Shared basics of `graph`: IRIs, RDF terms, labels, formats, errors, and the places of data files.

May import nothing else of `graph`. Knows nothing of papers, stores or checks.
"""
