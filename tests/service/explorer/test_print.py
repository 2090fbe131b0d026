"""What is printed of a page: what it says, without what only a screen can use."""

import pytest

CONTROLS = """() => {
  const kinds = "input, select, textarea, button, nav.tabs, nav.filters, .check-filters";
  const shown = [...document.querySelectorAll(kinds)].filter((one) => one.getClientRects().length > 0);
  return shown.map((one) => one.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("path", ["/class/Zone", "/id/zone/zhizao-new-city", "/checks", "/search?q=新城"])
def test_no_control_is_printed(visit, path):
    page = visit(path)
    assert page.evaluate(CONTROLS)
    page.emulate_media(media="print")
    assert page.evaluate(CONTROLS) == []
