"""Widgets in the pages of other sites, which are of another origin, and the code that puts them there."""

import gzip
import html
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import expect

DOCS = Path(__file__).parents[3] / "docs"
PLATFORMS = (
    "zone/zhizao-new-city,zone/zhihui-new-city,zone/longyou-edz,zone/jiangshan-edz,zone/changshan-edz,zone/kaihua-edz"
)
WIDGETS = {
    "card": "/embed/card/zone/zhizao-new-city",
    "plate": "/embed/card/plate/green-cluster",
    "explore": "/embed/explore/zone/zhizao-new-city",
    "lineage": "/embed/lineage/zone/zhizao-new-city",
    "event": "/embed/lineage?event=form-zhizao-new-city",
    "areas": "/embed/compare",
    "platforms": f"/embed/compare/{PLATFORMS}?what=platforms",
    "read": "/embed/read/quzhou-2021?at=2029-2055",
}
LARGE = [
    "/embed/explore/admin/quzhou",
    "/embed/card/document/quzhou-2021",
    "/embed/lineage?step=all&what=zones,plates,townships",
]
KB = 40
BADGE = re.compile(r"^(区域|区|牌子|牌|\s)+")
NOT_IN_FRAMES = [
    "/",
    "/lineage",
    "/id/zone/zhizao-new-city",
    "/embed?url=/lineage",
    "/sparql",
    "/embed/none",
    "/nothing",
]


class ForeignSite:
    """A site of another origin, whose one page holds what a test puts there."""

    def __init__(self):
        self.html = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                content = site.html.encode() if self.path == "/" else b""
                self.send_response(200 if content else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def site():
    made = ForeignSite()
    yield made
    made.close()


@pytest.fixture
def foreign(site, browser):
    """The way to open a page of another site that has some HTML in its body. It notes what the browser says."""
    contexts = []

    def open_page(body, **options):
        site.html = f"<!doctype html><html lang=en><title>Another site</title><body>{body}</body></html>"
        contexts.append(browser.new_context(viewport={"width": 800, "height": 1000}, locale="zh-CN", **options))
        page = contexts[-1].new_page()
        page.told = []
        page.on("console", lambda message: page.told.append(message.text))
        page.goto(site.url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def code_for(client, url, **parameters):
    return client.get("/oembed", params={"url": url, **parameters}).raise_for_status().json()["html"]


def test_a_widget_stands_in_a_foreign_page_and_its_links_leave_it(foreign, client, service):
    page = foreign(code_for(client, f"{service}/lineage?of=zone/zhizao-new-city"))
    widget = page.frame_locator("iframe")
    expect(widget.get_by_role("heading", level=1)).to_contain_text("衢州智造新城")
    expect(widget.locator("body")).to_have_css("border-top-width", "3px")  # the style sheet was loaded
    expect(widget.locator("blockquote").first).to_contain_text("整合形成智造新城")
    assert page.evaluate("[document.cookie, navigator.serviceWorker.controller]") == ["", None]
    with page.context.expect_page() as opened:
        widget.get_by_role("link", name="查看全部").click()
    whole = opened.value
    whole.wait_for_load_state()
    assert whole.url == f"{service}/lineage?of=zone%2Fzhizao-new-city"
    expect(whole.locator("#theme")).to_be_visible()  # its scripts run: it is not in the sandbox
    assert whole.evaluate("window.opener") is None
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    assert page.told == []


def test_a_browser_refuses_to_frame_any_other_page(foreign, service):
    page = foreign("".join(f'<iframe src="{service}{path}"></iframe>' for path in NOT_IN_FRAMES))
    page.wait_for_load_state("networkidle")
    assert sum("frame-ancestors" in told for told in page.told) == len(NOT_IN_FRAMES), page.told
    shown = [frame.evaluate("document.body?.innerText ?? ''") for frame in page.frames[1:]]
    assert shown == [""] * len(NOT_IN_FRAMES)


def test_the_copied_code_works_in_a_foreign_page(visit, foreign):
    page = visit("/explore/zone/zhizao-new-city?when=after&lang=zh")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="嵌入").click()
    preview = page.frame_locator(".previews iframe >> nth=0")
    expect(preview.get_by_role("heading", level=1)).to_contain_text("衢州智造新城")
    page.get_by_label("配色").select_option("dark")
    page.get_by_role("button", name="更新").click()
    expect(page.locator("#code")).to_have_value(re.compile("theme=dark"))
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("status")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#code").input_value()
    widget = foreign(copied).frame_locator("iframe")
    expect(widget.get_by_role("heading", level=1)).to_contain_text("衢州智造新城")
    expect(widget.locator("html")).to_have_css("color-scheme", "dark")
    expect(widget.locator(".one.change-ended")).to_have_count(0)


def test_what_scripts_chose_is_what_is_embedded(visit):
    page = visit("/read/quzhou-2021?lang=zh")
    expect(page.get_by_role("link", name="嵌入")).to_have_count(0)
    page.locator(".reader-text [data-at]", has_text="新平台总面积121平方公里").first.click()
    page.get_by_role("link", name="嵌入").click()
    expect(page.locator("#code")).to_have_value(re.compile(r"/embed/read/quzhou-2021\?at=\d+-\d+&amp;lang=zh"))
    expect(page.frame_locator(".previews iframe >> nth=0").locator("mark")).to_contain_text("新平台总面积121平方公里")


def test_the_address_that_a_script_made_goes_along(visit):
    page = visit("/lineage?of=zone/zhizao-new-city")
    page.locator("a[data-sentence]").first.click()
    expect(page).to_have_url(re.compile("edge="))
    here = page.url
    page.get_by_role("link", name="嵌入").click()
    expect(page.get_by_label("页面地址")).to_have_value(here)


def test_the_code_is_there_without_scripts(visit):
    page = visit("/compare?of=zone/zhizao-new-city", language="en", scripts=False)
    page.get_by_role("link", name="Embed").click()
    expect(page.locator("#code")).to_have_value(re.compile(r"/embed/compare/zone/zhizao-new-city\?lang=en"))
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    expect(page.frame_locator("iframe >> nth=1").get_by_role("heading", level=1)).to_be_visible()


def test_the_example_of_the_docs_embeds_a_widget(foreign, client, service):
    example = (DOCS / "embed.html").read_text("utf-8")
    code = re.search(r"<iframe.*</iframe>", example)[0]
    assert code in (DOCS / "embed.md").read_text("utf-8")
    given = client.get("/embed", params={"url": "/lineage?of=zone/zhizao-new-city", "lang": "zh"}).text
    code = code.replace("http://127.0.0.1:8000", service)
    assert code in html.unescape(given)
    page = foreign(code)
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text("衢州智造新城")
    assert page.frames[1].evaluate("document.documentElement.scrollHeight") <= 750


@pytest.mark.parametrize("path", [*WIDGETS.values(), *LARGE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_widget_is_small_and_has_no_scripts(client, path, language):
    page = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}").raise_for_status()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    loaded = [page.content, *(client.get(style).raise_for_status().content for style in styles)]
    assert sum(len(gzip.compress(content, 9)) for content in loaded) <= KB * 1000
    assert "<script" not in page.text
    assert not re.search(r"\s(?:src|action|style|on\w+)=", page.text)


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize(
    ("width", "theme", "language"), [(280, "dark", "en"), pytest.param(600, "light", "zh", marks=pytest.mark.soak)]
)
def test_a_widget_has_no_barrier(visit, find_barriers, find_faint_text, overflows, name, width, theme, language):
    page = visit(WIDGETS[name], width=width, theme=theme, language=language)
    for each in ("light", "dark"):
        page.emulate_media(color_scheme=each)
        assert find_faint_text(page) == []
    page.emulate_media(color_scheme=theme)
    assert not overflows(page)
    for other in (320, 480, 511, 512, 1000):
        page.set_viewport_size({"width": other, "height": 500})
        assert not overflows(page)
    link = page.locator("a:not([target=_blank][rel~=noopener])")
    expect(link).to_have_count(0)
    for href in ("/licenses/by/4.0/", "/read/quzhou-2021"):
        expect(page.locator(f"footer a[href*='{href}']").first).to_be_attached()
    page.set_viewport_size({"width": width, "height": 500})
    assert find_barriers(page) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_is_chosen_goes_before_that_of_the_system(visit, theme):
    system = {"light": "dark", "dark": "light"}[theme]
    chosen = visit(f"{WIDGETS['card']}?theme={theme}", theme=system).locator("body")
    followed = visit(WIDGETS["card"], theme=theme).locator("body")
    expect(chosen).to_have_css("color", followed.evaluate("body => getComputedStyle(body).color"))


def test_the_page_with_the_code_has_no_barrier(assert_no_barrier):
    assert_no_barrier("/embed?url=/lineage?of=zone/zhizao-new-city")


@pytest.mark.parametrize("chosen", ["of=zone/zhizao-new-city", "what=townships", "step=hefei-2018&what=plates,zones"])
def test_a_widget_shows_what_its_page_shows(visit, chosen):
    page = visit(f"/lineage?{chosen}")
    widget = visit(f"/embed/lineage?{chosen}" if "of=" not in chosen else WIDGETS["lineage"])
    assert page.locator(".row").count()
    for column in ("before", "after"):
        shown, whole = widget.locator(f".{column} .cell > a"), page.locator(f".{column} .thing-name")
        names = [[BADGE.sub("", text).strip() for text in found.all_inner_texts()] for found in (shown, whole)]
        assert names[0] == names[1]
    assert widget.locator("blockquote").all_inner_texts() == page.locator(".event blockquote").all_inner_texts()


def test_a_link_of_a_widget_pins_its_sentence_on_the_page(visit):
    widget = visit(WIDGETS["explore"])
    link = widget.locator(".group a", has_text="总面积 121 平方公里")
    page = visit(unquote(link.get_attribute("href")).replace(" ", quote(" ")), scripts=False)
    expect(page.locator("#panel mark")).to_contain_text("新平台总面积121平方公里")
