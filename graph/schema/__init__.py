"""What may be said: the ontology and the vocabularies, and the JSON-LD context and JSON Schema made from them.

May import `graph.core`. Knows nothing of claims and data.
"""
