"""The words of a paper that state nothing, such as a page number: `omitted.yaml`, each entry with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from graph.core.errors import CurationError, Fault, QuoteNotLocated
from graph.curation.quotes import locate
from graph.curation.source_model import Mapping, Scalar, Sequence, Source, Span
from graph.curation.yaml_nodes import read_yaml


@dataclass(frozen=True)
class Omission:
    """Words that state nothing, and why, in Chinese and English."""

    span: Span
    reason: tuple[str, str]


def read_omissions(source: Source) -> list[Omission]:
    """The entries of `omitted.yaml`. Raises CurationError where one is not in the text or gives no reason."""
    path = source.folder / "omitted.yaml"
    root = read_yaml(path) if path.exists() else Sequence(1, ())
    omissions: list[Omission] = []
    faults: list[Fault] = []
    for item in root.items if isinstance(root, Sequence) else ():
        quote = item.get("quote") if isinstance(item, Mapping) else None
        reason = item.get("reason") if isinstance(item, Mapping) else None
        words = [reason.get(tag) for tag in ("zh", "en")] if isinstance(reason, Mapping) else []
        texts = tuple(w.text for w in words if isinstance(w, Scalar))
        if not isinstance(quote, Scalar) or len(texts) != len(("zh", "en")):
            faults.append(Fault(path, item.line, "An omission needs a quote and a reason with zh and en."))
            continue
        try:
            omissions.append(Omission(locate(source, quote.text), (texts[0], texts[1])))
        except QuoteNotLocated as error:
            faults.append(Fault(path, quote.line, str(error)))
    if faults:
        raise CurationError(faults)
    return omissions
