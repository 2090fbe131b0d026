"""Which claims does the text of a paper suggest, by rules kept as data or by a model, and which of them are reviewed?

Nothing that this room proposes is stated by the graph before a person accepts it.
"""
