"""What people write as an article's text, and the blocks that it stands for."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bridge.domain.marked_text import (
    CodeBlock,
    Heading,
    Listing,
    Paragraph,
    Run,
    escaped,
    parse,
    to_html,
    write,
)

MARKED = st.text(alphabet="ab _*`#[]()\\-1.\n:/h", max_size=60)


def plain(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def test_each_mark_makes_its_block():
    text = "Intro\nline two\n\n## First\n### Second\n- one\n- two\n1. a\n2. b\n\n"
    text += "```\nx = [1]\n\ny\n```"
    assert parse(text) == (
        Paragraph(plain("Intro\nline two")),
        Heading(2, plain("First")),
        Heading(3, plain("Second")),
        Listing(False, (plain("one"), plain("two"))),
        Listing(True, (plain("a"), plain("b"))),
        CodeBlock("x = [1]\n\ny"),
    )


def test_marks_within_a_line():
    [paragraph] = parse(
        "Press **On**, then `reset` _slowly_; see [the guide](https://a.test/x?y=1)."
    )
    assert paragraph == Paragraph(
        (
            Run("Press "),
            Run("On", "strong"),
            Run(", then "),
            Run("reset", "code"),
            Run(" "),
            Run("slowly", "em"),
            Run("; see "),
            Run("the guide", href="https://a.test/x?y=1"),
            Run("."),
        )
    )


def test_a_bare_address_is_a_link_without_the_full_stop_behind_it():
    [paragraph] = parse("Look at https://a.test/help.")
    link = Run("https://a.test/help", href="https://a.test/help")
    assert paragraph == Paragraph((Run("Look at "), link, Run(".")))


def test_an_address_that_a_browser_would_run_is_no_link():
    [paragraph] = parse("[here](javascript:alert(1))")
    assert isinstance(paragraph, Paragraph)
    assert all(run.href is None for run in paragraph.runs)


def test_names_with_underscores_and_lone_marks_stay_as_they_are():
    for text in ("my_file_name", "2 * 3 * 4", "a ** b", "#1 is best", "-5 degrees", "C:\\dir"):
        assert parse(text) == (Paragraph(plain(text)),), text


def test_a_mark_stands_at_its_words():
    for text in ("_one _", "**one **", "`one `", "` `"):
        assert parse(text) == (Paragraph(plain(text)),), text


def test_a_backslash_takes_a_marks_meaning_away():
    assert parse("\\## no heading\n\\- no item\n1\\. no number") == (
        Paragraph(plain("## no heading\n- no item\n1. no number")),
    )


def test_the_preview_escapes_what_is_html():
    shown = to_html(parse('<script>x</script> & "q"\n\n```\n<b>\n```'))
    assert (
        shown
        == '<p>&lt;script&gt;x&lt;/script&gt; &amp; "q"</p>\n<pre><code>&lt;b&gt;</code></pre>'
    )


@given(MARKED)
@settings(max_examples=400, deadline=None)
def test_escaped_text_is_read_as_the_same_words_and_nothing_else(text):
    read = parse(escaped(text))
    assert all(isinstance(block, Paragraph) for block in read)
    words = "\n".join(run.text for block in read for run in block.runs)
    assert words.split() == text.split()
    assert all(not run.style for block in read for run in block.runs)


@given(MARKED)
@example("_\\\\_")
@example("\\\\**strong**")
@example("\\\\[words](https://example.test/)")
@settings(max_examples=400, deadline=None)
def test_what_was_read_can_be_written_and_read_again(text):
    once = parse(text)
    assert parse(write(once)) == once
