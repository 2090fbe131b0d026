"""What `/oembed` answers, as https://oembed.com has it: a widget as a frame, in JSON or XML. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH, NARROWEST = 600, 280
"""The width of a frame, and the least in which widgets are made to be read."""
_FRAME, _LINE = 190, 28  # pixels of the head and the foot of a widget, and of a line
_LOWEST, _HIGHEST = 240, 760
_CACHE_SECONDS = 86_400
_MAY = "allow-popups allow-popups-to-escape-sandbox"
"""What the sandbox allows: links open in a new tab, which is no part of the sandbox. Widgets have no scripts."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2, Char


@dataclass(frozen=True)
class FrameSize:
    """The size of a frame, in pixels."""

    width: int
    height: int


def frame_size(lines: int, most: tuple[int | None, int | None] = (None, None)) -> FrameSize:
    """The size for a widget.

    Args:
        lines: About how many lines of text it has; what does not fit scrolls within the frame.
        most: The greatest width and height that a consumer has room for.
    """
    height = min(max(_LOWEST, _FRAME + _LINE * lines), _HIGHEST)
    return FrameSize(min(WIDTH, most[0] or WIDTH), min(height, most[1] or height))


def frame_code(address: str, title: str, width: int | str, height: int) -> str:
    """The HTML of a frame.

    Args:
        address: The absolute address of the widget.
        title: What a screen reader calls the frame.
        width: Its width, in pixels or such as 100%.
        height: Its height in pixels.
    """
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" loading="lazy" '
        f'sandbox="{_MAY}" style="border:0;max-width:100%"></iframe>'
    )


def describe_widget(address: str, title: str, size: FrameSize, provider: tuple[str, str]) -> dict[str, str | int]:
    """The members of an answer of the type `rich` (oEmbed 1.0, 2.3.4).

    Args:
        address: The absolute address of the widget.
        title: Its title.
        size: The size of its frame.
        provider: The name and the address of the service.
    """
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": provider[0],
        "provider_url": provider[1],
        "cache_age": _CACHE_SECONDS,
        "html": frame_code(address, title, size.width, size.height),
        "width": size.width,
        "height": size.height,
    }


def write_json(members: Mapping[str, str | int]) -> bytes:
    """An answer in JSON."""
    return json.dumps(members, ensure_ascii=False).encode()


def write_xml(members: Mapping[str, str | int]) -> bytes:
    """An answer in XML. Characters that XML 1.0 cannot hold are left out."""
    root = ET.Element("oembed")
    for name, value in members.items():
        ET.SubElement(root, name).text = _NOT_IN_XML.sub("", str(value))
    written: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + written
