"""Foreign HTML made harmless, and readable as text (RELIABILITY A20, A21)."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bridge.domain.markup import clean, to_text

DATA = Path(__file__).parent / "data" / "xss_payloads.jsonl"
PAYLOADS = [json.loads(line)["payload"] for line in DATA.read_text("utf-8").splitlines()]
OWN = [
    '<![><img src="]><img src=x onerror=alert(1)//">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=a()>'>",
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img srcset="http://evil.example/a 1x" src="http://evil.example/b">',
    '<div style="background:url(http://evil.example/c)">x</div>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example/"><button>Go</button></form>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    '<p id="location" name="cookie" class="admin" onclick="a()">x</p>',
]
TAGS_WITH_POWER = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "meta", "base",
    "link", "svg", "math", "template", "noscript", "video", "audio", "frame", "textarea",
}  # fmt: skip


class Inspector(HTMLParser):
    """Lists what a browser could still be made to do."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in TAGS_WITH_POWER:
            self.dangers.append(tag)
        for name, value in attrs:
            scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
            odd = scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel")
            if name.startswith("on") or name in ("style", "srcset", "id", "class", "src"):
                self.dangers.append(name)
            elif name == "href" and (odd or not scheme):
                self.dangers.append(f"{name}={value}")


def dangers(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.dangers


@pytest.mark.parametrize("payload", PAYLOADS + OWN)
def test_nothing_that_acts_survives(payload):
    assert dangers(clean(payload)) == []
    assert clean(clean(payload)) == clean(payload)
    to_text(payload)


def test_the_inspector_sees_what_it_should():
    assert dangers("<p onclick=a()><script><a href=javascript:x><img src=y>") != []


def test_what_articles_are_made_of_survives():
    html = (
        "<h2>Title</h2><p>One <strong>two</strong> <em>three</em><br>four &amp; five</p>"
        "<ul><li>a</li></ul><ol start=\"2\"><li>b</li></ol><pre><code>x &lt; y</code></pre>"
        "<blockquote>q</blockquote><table><tbody><tr><td colspan=\"2\">c</td></tr></tbody></table>"
    )  # fmt: skip
    assert clean(html) == html


def test_links_give_away_nothing_and_lead_nowhere_of_ours():
    rel = 'rel="noopener noreferrer nofollow"'
    link = clean('<a href="https://a.example/" rel="opener" target="_top">x</a>')
    assert link == f'<a href="https://a.example/" {rel}>x</a>'
    assert clean('<a href="/settings/users">x</a>') == f"<a {rel}>x</a>"
    assert clean('<a href="//evil.example">x</a>') == f"<a {rel}>x</a>"
    resolved = clean('<a href="/faq/">x</a>', base_url="https://site.example/kb/")
    assert resolved == f'<a href="https://site.example/faq/" {rel}>x</a>'


def test_images_are_fetched_only_when_asked_for():
    html = '<img src="https://a.example/p.png" alt="A plan" width="10">'
    assert "a.example" not in clean(html)
    assert 'alt="A plan"' in clean(html)
    assert 'src="https://a.example/p.png"' in clean(html, remote_images=True)
    assert "data:" not in clean('<img src="data:image/svg+xml,x">', remote_images=True)


def test_text_keeps_the_shape_of_the_page():
    html = "<h1>Title</h1><p>a &amp; b</p><ul><li>x</li><li>y</li></ul><script>no</script>"
    assert to_text(html) == "Title\n\na & b\n\n  * x\n  * y"


@pytest.mark.parametrize("html", ["", " ", "\x00", "<p></p>", "<script>x</script>", "<!-- x -->"])
def test_nothing_gives_no_text(html):
    assert to_text(html).strip("\ufffd") == ""


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_words_survive_ten_thousand_nested_elements(tag):
    assert "deep down" in to_text(f"<{tag}>" * 10_000 + "deep down")


def test_a_megabyte_of_open_tags_is_cleaned():
    assert dangers(clean("<b onclick=x>" * 80_000)) == []


def test_the_sample_survives():
    text = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert to_text(f"<p>{escaped}</p>") == text
