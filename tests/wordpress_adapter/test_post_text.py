"""A post's content as our text, and whether anything of it is missing there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.marked_text import parse
from bridge.wordpress.blocks import same, to_content
from bridge.wordpress.post_text import read_content

PARAGRAPH = "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->"
IMAGE = '<!-- wp:image {"id":4} -->\n<figure class="wp-block-image"><img src="/a.png"/></figure>\n'
MARKED = st.text(alphabet="ab _*`#[]()-1.\n<&", max_size=60)


def test_the_classes_and_blanks_of_the_block_editor_change_nothing():
    ours = to_content(parse("## Why\n\n- one\n- two"))
    editors = (
        '<!-- wp:heading -->\n<h2 class="wp-block-heading">Why</h2>\n<!-- /wp:heading -->\n\n'
        '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>one</li>\n'
        "<!-- /wp:list-item -->\n\n<!-- wp:list-item -->\n<li>two</li>\n<!-- /wp:list-item --></ul>"
        "\n<!-- /wp:list -->"
    )
    assert same(ours, editors)
    assert read_content(editors).whole
    assert read_content(editors).text == "## Why\n\n- one\n- two"


def test_blanks_in_code_do_count():
    assert not same("<pre><code>a  b</code></pre>", "<pre><code>a b</code></pre>")


@pytest.mark.parametrize(
    ("content", "text", "extras"),
    [
        (IMAGE + "<!-- /wp:image -->", "", ("image",)),
        ("<!-- wp:table --><table><tr><td>a</td></tr></table><!-- /wp:table -->", "a", ("table",)),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n- b", ("nested list",)),
        ("Classic\n\nsecond &amp; <b>bold</b>", "Classic\n\nsecond & **bold**", ()),
        ('<p style="color:red">red</p>', "red", ()),
        ('<p>see <a href="javascript:x()">this</a></p>', "see this", ()),
        ("<script>alert(1)</script><p>a</p>", "a", ()),
        ("<!-- wp:acme/map /-->", "", ("map",)),
    ],
)
def test_what_our_text_cannot_hold_is_named_and_never_called_whole(content, text, extras):
    read = read_content(content)
    assert (read.text, read.whole, read.extras) == (text, False, extras)


def test_text_that_looks_like_a_mark_stays_text():
    read = read_content(PARAGRAPH.format("## no heading, **no bold** and a_b_"))
    assert read.whole
    assert parse(read.text) == parse("\\## no heading, \\**no bold\\** and a_b\\_")


def test_broken_content_is_read_all_the_same():
    for content in ("<p>a<b>c", "</ul></p>", "<!-- wp:", "<", "&#x110000;", "<li>a"):
        read_content(content)


@given(MARKED)
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_comes_back_whole(text):
    blocks = parse(text)
    read = read_content(to_content(blocks))
    assert read.whole
    assert same(to_content(parse(read.text)), to_content(blocks))
