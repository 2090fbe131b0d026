"""Makes quads from claims, derives what follows by rules, finds the words behind a triple, and writes RDF.

May import `graph.core`, `graph.schema` and `graph.curation`. Knows nothing of builds on disk, queries and checks.
"""
