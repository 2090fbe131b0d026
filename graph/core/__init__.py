"""What everything else in `graph` stands on: IRIs, labels, formats, errors, where data files are.

May import nothing of `graph` but itself. Knows nothing of a paper, a store or a check.
"""
