"""Whether the words behind a clause's number are its title or state something.

The clauses of a reply (批复) look like headings: 二、分宜工业园区…调整为879.28公顷。 A title has text under it or
behind it, and says neither a figure nor what is to be done. 撤销一批。 before the zones to be abolished is a title.
"""

from __future__ import annotations

import re

from graph.curation.source_model import Span

_LONGEST_TITLE = 24
_LONGEST_LINE = 40
_FIGURE = re.compile(r"[\d０-９一二三四五六七八九十百千]\s*(?:[万亿]|平方|公里|公顷|亩|元|家|个|人|%|％)")
_OPERATIVE = re.compile(
    "同意|批准|核准|撤销|取消|注销|取缔|保留|设立|更名|并入|划入|划归|划出|调入|调出|移交|调整为|整合为|整合形成|升级为|转型为"
    "|废止|摘牌|挂牌|加挂|不再|维持|予以|解除|终止|不得|应当|负责|继续|牵头"
    "|一并|一律|由.+(?:承接|承担|接管|管理|安排)|划转[至到给]|停止|停用|启用"
    "|委托.+管理|托管|代管|派出|派驻|组建|合并为|重点发展|主导产业[为是]|成立于"
    "|起(?:正式)?(?:施行|实施|执行|生效)$|^有效期|^恢复"
    "|(?:开发区|园区?)(?:整合|吸纳|吸收|合并)(?![与和提优]).+(?:开发区|园区?)"
)
_BATCH = re.compile("[^，,；;：:、]{2,4}一批")
_TOPIC = re.compile(
    "(?:思想|原则|目标|要求|事项|范围|任务|措施|保障|机制|体制|步骤|安排|依据|总则|附则|内容|情况|意见|时限)$"
)


def title_of(text: str, line: Span, *, has_body: bool) -> Span:
    """The title in the rest of a line after the number of a clause; an empty span where it is none.

    has_body: whether the clause goes on after this line.
    """
    rest = text[line.start : line.end]
    start = line.start + len(rest) - len(rest.lstrip())
    first, stop, after = rest.strip().partition("。")
    none, title = Span(line.start, line.start), Span(start, start + len(first))
    if not stop:
        states = not has_body or len(first) > _LONGEST_LINE or first[-1:] in set(",，;；:：、!?！？")
        return none if states or _FIGURE.search(first) else title
    if _BATCH.fullmatch(first) and after.strip():
        return title
    if (
        len(first) > _LONGEST_TITLE
        or re.search("[,，;；:：]", first)
        or _FIGURE.search(first)
        or _OPERATIVE.search(first)
    ):
        return none
    return title if after.strip() or (has_body and _TOPIC.search(first)) else none
