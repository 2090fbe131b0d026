"""Converts claims to quads, runs the derivation rules, finds the evidence of a triple, and serializes RDF.

May import `graph.core`, `graph.schema` and `graph.curation`. Does not know builds on disk, queries or validation.
"""
