"""Refuses prefixed names that the engine could parse differently from the SPARQL grammar, and unknown prefixes.

The engine has no tokenizer. A prefixed name that does not lead to a valid IRI, or that does not fit, it takes for its
beginning, and what follows for the next words: `service:x { … }` for SERVICE `:x`, if the empty prefix is declared, and
`a:SERVICE<…>` for `a:` and SERVICE, if the IRI of `a:` ends inside the name of a server. Both are refused.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import place
from graph.store.sparql_tokens import PNAME, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from graph.store.sparql_tokens import Token

# The keywords, alone or with the next one, that the engine may look for where a name stands.
_KEYWORDS = (
    *("SERVICE", "SERVICESILENT", "GRAPH", "FROM", "FROMNAMED"),
    *("FILTER", "HAVING", "BY", "ORDERBY", "GROUPBY"),
)
_HIDDEN = re.compile(
    r"(?:^|.*:|[0-9.]+|true|false)(?:(?:service(?:silent)?|graph|from(?:named)?)(?:$|.*:)|filter|having|bind|(?:order|group)?by)",
    re.IGNORECASE | re.DOTALL,
)
# An IRI to which a name can be appended: one without a server or whose server is complete, or a fragment.
_COMPLETE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:(?:(?!//)|//[^/?#\\]*[/?#])|#)[^\\]*")
_NAMES_A_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE", "SERVICE", "SILENT"})


def refuse_misreadable(
    query: str, tokens: Sequence[Token], declared: Mapping[str, str], known: Collection[str]
) -> None:
    """Raise QueryRejected, with the place, at a prefixed name that the engine could take for something else.

    declared: the IRIs of the prefixes that the query declares, as it writes them; known: the prefixes that need none.
    """
    for index, (kind, text, start, inside) in enumerate(tokens):
        if kind != PNAME or inside:
            continue
        prefix, _, local = text.partition(":")
        unsafe = "\\" in local or not _COMPLETE.fullmatch(declared.get(prefix, "a:"))
        if unsafe and _HIDDEN.match(local):
            message = f"{text} could be taken for {prefix}: and the words after it; write the IRI in full, as <…>."
            zh = f"{text} 可能被读成 {prefix}: 加上后面的词；请写出完整的 IRI，如 <…>。"
            raise QueryRejected(message, *place(query, start), zh=zh)
        for keyword in _KEYWORDS:
            rest = prefix[len(keyword) :]
            is_name = rest in declared or rest in known
            if is_name and prefix.upper().startswith(keyword) and _fits(keyword, tokens, index):
                message = f"{text} could be taken for {keyword} {rest}:{local}; give the prefix another name."
                zh = f"{text} 可能被读成 {keyword} {rest}:{local}；请给前缀换一个名称。"
                raise QueryRejected(message, *place(query, start), zh=zh)


def _fits(keyword: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether the engine may look for a keyword where a name stands."""
    before = tokens[index - 1] if index else None
    if before and before[0] == WORD and before[1].upper() in {*_NAMES_A_GRAPH, "PREFIX"}:
        return False
    if keyword.startswith("FROM"):
        return not any(text == "{" for _, text, _, _ in tokens[:index])
    after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
    return after == ("{" if keyword.startswith(("SERVICE", "GRAPH")) else "(")


def unknown_prefix(
    query: str, tokens: Sequence[Token], declared: Collection[str], known: Collection[str]
) -> QueryRejected | None:
    """The first prefix that is neither declared nor known; the engine does not always tell it from other mistakes."""
    for kind, text, start, _ in tokens:
        name = text.partition(":")[0]
        if kind == PNAME and name not in declared and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f", or do you mean {close[0]}:?" if close else "."
            message = f"The prefix {name}: is not known; declare it with PREFIX {name}: <…>{hint}"
            zh = f"没有前缀 {name}:；请用 PREFIX {name}: <…> 声明" + (f"，或者是不是 {close[0]}:？" if close else "。")
            mend = f"{close[0]}:{text.partition(':')[2]}" if close else ""
            return QueryRejected(message, *place(query, start), zh=zh, mend=mend)
    return None
