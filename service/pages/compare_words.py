"""What page and picture of a comparison say in the reader's language: scale, sums and contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.compare_chart import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.pages.compare_chart import Scale, ShownBar, ShownFigure, ShownZone
    from service.web.negotiation import Language


def scale_words(scale: Scale, language: Language) -> str:
    """What the scale is, and why widths may tell a quantity here."""
    full, step = plain(scale.full), plain(scale.step)
    if language == "zh":
        return f"所有条形同一比例尺：全宽为 {full} 平方公里，每格 {step} 平方公里。宽度与文件写明的数字成正比。"
    return (
        f"All bars are on one scale: the full width is {full} km², a step {step} km². Widths are in proportion to the "
        "numbers that the papers state."
    )


def legend(language: Language) -> str:
    """What the fills of the bars mean."""
    if language == "zh":
        return "实色：文件所述   ·   斜纹：推导   ·   虚线框：其余部分文件没有说明   ·   两种红色只为区分相邻部分"
    told = ("solid: stated", "hatched: derived", "dashed: the rest, not stated", "two reds only tell neighbours apart")
    return "   ·   ".join(told)


def of_paper(shown: ShownFigure, language: Language, *, is_chosen: bool) -> str:
    """The kind of a figure, and its papers with their dates. is_chosen: it is shown before others."""
    told = [shown.kind.text]
    if shown.figure.origin == "derived":
        told.append("推导" if language == "zh" else "derived")
    if is_chosen:
        told.append("先显示" if language == "zh" else "shown first")
    for place in shown.sentence.passages:
        source = place.paper.text if place.paper else ""
        told += [f"《{source}》" if language == "zh" and "《" not in source else source, place.date]
    return " · ".join(dict.fromkeys(filter(None, told)))


def about_parts(bar: ShownBar, language: Language) -> list[str]:
    """Whether the parts add up, and what the paper does not state of them."""
    whole, unit = bar.whole.figure.written, bar.whole.unit.text
    zh = language == "zh"
    numbers = " + ".join(part.figure.written for part in bar.parts)
    told = []
    if bar.sum == "adds up":
        derived = any(part.figure.origin == "derived" for part in bar.parts)
        if derived:
            stated = " − ".join([whole, *(p.figure.written for p in bar.parts if p.figure.origin != "derived")])
            made = " + ".join(p.figure.written for p in bar.parts if p.figure.origin == "derived")
            told.append(
                f"{numbers} = {whole} {unit}；{made} 由 {stated} 推导，文件没有写出。"
                if zh
                else f"{numbers} = {whole} {unit}; {made} is derived as {stated} and is not written in the paper."
            )
        else:
            told.append(
                f"{numbers} = {whole} {unit}：各部分之和等于总数。"
                if zh
                else f"{numbers} = {whole} {unit}: the parts add up to the whole."
            )
    elif bar.sum == "incomplete":
        told.append(
            f"{numbers} = {bar.total}，总数为 {whole} {unit}；其余部分文件没有说明。"
            if zh
            else f"{numbers} = {bar.total} of {whole} {unit}; the paper does not state the rest."
        )
    elif bar.sum == "exceeds":
        told.append(
            f"各部分之和 {bar.total} 大于总数 {whole} {unit}，故不画出各部分。"
            if zh
            else f"The parts add up to {bar.total}, more than the whole of {whole} {unit}; they are not drawn."
        )
    if bar.unmeasured:
        names = _list([name.text for name in bar.unmeasured], language)
        told.append(
            f"同一文件计入其中而没有给出面积：{names}。"
            if zh
            else f"Counted in it by the same paper without an area: {names}."
        )
    return told


def about_contradictions(zone: ShownZone, language: Language) -> list[str]:
    """Why one of several figures is shown first, and which is newer; nothing if the papers do not differ."""
    first = next((one for one in zone.contradictions if one.figure.is_first), None)
    if not zone.contradictions:
        return []
    zh = language == "zh"
    numbers = [f"{one.figure.written} {one.unit.text}" for one in zone.contradictions]
    told = [
        f"文件给出的数字不同：{'；'.join(numbers)}。各数字都保留。"
        if zh
        else f"The papers give different figures: {' and '.join(numbers)}. All of them stand."
    ]
    if first:
        others = [one for one in zone.contradictions if one is not first]
        kinds = list(dict.fromkeys(one.kind.text for one in others if one.figure.kind != first.figure.kind))
        number = f"{first.figure.written} {first.unit.text}"
        if kinds and zh:
            told.append(f"先显示 {number}：规则先看口径，“{first.kind.text}”在“{'”“'.join(kinds)}”之前。")
        elif kinds:
            named = "”, “".join(kinds)
            before = f"“{first.kind.text}” comes before “{named}”"
            told.append(f"{number} is shown first: the rule looks at the kind before the date, and {before}.")
        else:
            told.append(
                f"先显示 {number}：口径相同，规则取最后印发的文件。"
                if zh
                else f"{number} is shown first: the kinds are the same, and the rule takes the paper issued last."
            )
    if zone.newest:
        date = next((place.date for place in zone.newest.sentence.passages if place.date), "")
        number = f"{zone.newest.figure.written} {zone.newest.unit.text}"
        told.append(f"较新的是 {number}（{date}）。" if zh else f"The newer figure is {number} ({date}).")
    else:
        dates = [place.date for one in zone.contradictions for place in one.sentence.passages if place.date]
        known = _list(list(dict.fromkeys(dates)), language)
        told.append(
            f"哪个较新，文件的日期不足以确定（{known}）。" if zh else f"The dates do not tell which is newer ({known})."
        )
    return told


def _list(names: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)
