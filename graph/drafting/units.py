"""The names of cities, counties and districts that a text holds."""

from __future__ import annotations

import re

from graph.drafting.things import SHORTEST_STEM, TITLE, stem

_ADMIN = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|推进|加快|印发|支持|涉及|覆盖|包括|涵盖|包含|以及|委托|托管|代管|管辖|增加|移交|交还|交由|归还|划归|划回|退还|下放|中共|同意|批准|关于"
    r"|(?<=[\u4e00-\u9fff]{2}[省市盟州])(?<![全我各本该][省市盟州])|[在对由将把与和给及同])"
    r"(?P<name>(?:[\u4e00-\u9fff]{2,8}族自治[县州旗])|(?![由以在对将把与和给向经及同])[\u4e00-\u9fff]{1,3}?(?:自治[县州区旗]|[省县市区旗盟]))"
    r"(?=[、,。;()\n]|以|由|在|内|境内|要|现|共|原|依托|将|撤销|保留|各|均|分别|对|等|与|和|政府|人民政府|代管|托管|代为|共同|管理|不再|承担|负责|支持|配合|牵头|具体|实施|统筹|享有|所有|划归|移交|划入|按|参照|财政|实行|用于|派员|派驻|五五|直接|\d|的|[\u4e00-\u9fff]{1,3}[县区旗](?:人民政府|政府|管理|承接|[、,。;])|[\u4e00-\u9fff]{1,5}(?:街道|镇|乡)|[^、,。;()]{0,5}(?:整合|开发区|园区|工业园|产业园|物流园|集聚区|功能区|小区|集中区))"
)
_NO_ADMIN = re.compile(
    r"(?:全|我|各|本|该|市|园|片|新|地|发|聚|能|库|矿|景|老|两|相邻|辖|工业|小)[省县市区旗盟]$|[校厂社港特开范作验税假心贸游新]区$|(?:经开|高新|综保)区$|^[各全省市县区两对在由将与和把给向]|^(?:属于|根据|按照|依据|落实|贯彻|部分|成立|组建|设立|建立|撤销|取消|实现|实行|推动|推进|支持|加强|加快|完善|形成|作为|成为|包括|涉及|原)|^[新老主]?城区$|所在|[一二三四五六七八九十两]个?[省市县区旗]$|理顺|明晰|贯彻|成员|[调划退]出|^自治|^其|行政[区县]$"
)
_TOWN = r"[\u4e00-\u9fff]{1,3}(?<![乡城小集古])镇"
"""A town after the name of its district tells that 沙港区 is one, and no 港区."""


def admin_units(text: str) -> list[str]:
    """The names of cities, counties and districts in a text, by their ends and by what stands around them.

    A name that stands once is taken only before the name of a township, or in the title.
    """
    found = dict.fromkeys(match["name"] for match in _ADMIN.finditer(text))
    return [
        name
        for name in found
        if ("族自治" in name or not _NO_ADMIN.search(name) or (name.endswith("港区") and re.search(name + _TOWN, text)))
        and len(name) > SHORTEST_STEM
        and (
            text.count(name) > 1
            or (len(stem(name)) < len(name) and text.count(stem(name)) > 1)
            or text.index(name) < TITLE
            or re.search(
                rf"(?:由|委托|[由托][^,。;]{{1,5}}[和与、]){name}(?:[和与、][^,。;]{{1,6}})?(?:共同)?(?:代管|托管|代为|管理)",
                text,
            )
            or re.search(rf"{name}[\u4e00-\u9fff]{{1,5}}(?:街道|镇|乡)", text)
            or "族自治" in name
            or re.search(rf"(?<![全我各本该])[\u4e00-\u9fff]{{2}}[市盟州]{name}(?![\u4e00-\u9fff]*开发区)", text)
        )
    ]
