"""Which modalities of a paper decide a change, and which of its effects begin or end a zone or a plate."""

from __future__ import annotations

ORDERS = frozenset({"ordered", "ensured", "in-principle"})
"""The modalities of a decision; with the others, a paper only encourages, tries or allows a change."""
ENDS = frozenset({"abolished", "transitions", "converted", "abolish", "delist"})
"""The effects after which a zone no longer exists as what it was, or a plate no longer exists."""
RESTORABLE = frozenset({"abolish", "delist"})
"""The actions after which a plate can be restored."""
BEGINS = frozenset({"formed", "added", "established", "hang", "hang-besides", "confer"})
"""The effects on a zone or plate that did not exist as such before."""
