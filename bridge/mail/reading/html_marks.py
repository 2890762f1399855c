"""How mail programs mark quotes and signatures in HTML.

`mark` puts lines of one sign beside the marked elements; `trim` reads these lines. The signs
are of Unicode's private area, so they stand for nothing in a text.
"""

import re
from collections.abc import Iterator

from lxml.html import Element, HtmlElement  # type: ignore[import-untyped]

from bridge.mail.reading.quote_heads import CUT_SIGN, HEAD_SIGN, SIGNATURE_SIGN, SIGNS

QUOTE, UNQUOTE = "\ue010", "\ue011"
MOST_MARKS = 400
MOST_CONTAINERS = 20

_TAGS = {"div", "blockquote", "p", "span", "hr", "a", "section", "font", "pre"}
_QUOTES = re.compile(
    r"""(?:x_)?(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|AppleOriginalContents
    |tutanota_quote|front-blockquote|freshdesk_quote|zendesk_quote|hs_reply_quote|email_quote
    |ReplyQuote|qtdSeparateBR|mailru-blockquote|bloop_original_html|quoted-reply)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTAINERS = re.compile(
    r"(?:x_)?(?:gmail_quote(?:_container)?|yahoo_quoted(?:_\d+)?|protonmail_quote|gmail_extra)",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"""(?:x_)?(?:divRplyFwdMsg|appendonsend|OutlookMessageHeader|stopSpelling|replySplit
    |zwchr|zmail_extra(?:_hr)?|OLK_SRC_BODY_SECTION|moz-forward-container|messageReplySection
    |mail-editor-reference-message-container|ms-outlook-mobile-reference-message
    |msg-body-quoted|includetail|forwardbox|__DIVIDER__)""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNATURES = re.compile(
    r"""(?:x_)?(?:gmail_signature(?:_prefix)?|moz-signature|Signature|ms-outlook-mobile-signature
    |AppleMailSignature|protonmail_signature_block|tutanota_signature|bloop_sign(?:_\d+)?
    |mobile_signature|zmail_signature|lineBreakAtBeginningOfSignature)""",
    re.VERBOSE | re.IGNORECASE,
)
_BORDER = re.compile(r"border-left\s*:\s*[^;]*\b(?:solid|[1-9])", re.IGNORECASE)


def mark(root: HtmlElement) -> None:
    """Puts the signs into the tree, beside at most MOST_MARKS elements."""
    for element, sign in list(_marked(root)):
        element.addprevious(_line(sign))
        if sign == QUOTE:
            element.addnext(_line(UNQUOTE))


def unmarked(text: str) -> str:
    """The text as people read it, quotes and all."""
    return "\n".join(line for line in text.split("\n") if line.strip(SIGNS + " ") or not line)


def as_plain_text(text: str) -> str:
    """The text as if it had been sent as plain text: `> ` before what is quoted."""
    lines: list[str] = []
    quoted, began = False, False
    for line in text.split("\n"):
        if QUOTE in line and not began:
            lines.append(HEAD_SIGN)
            began = True
        bare = line.strip(QUOTE + UNQUOTE)
        opens, closes = QUOTE in line, UNQUOTE in line
        quoted = (quoted or opens) and not (closes and not bare.strip())
        if bare.strip() or not (opens or closes):
            lines.append(f"> {bare}" if quoted else bare)
        quoted = quoted and not closes
    return "\n".join(lines)


def _line(sign: str) -> HtmlElement:
    element = Element("div")
    element.text = sign
    return element


def _marked(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Outermost marked elements in reading order, with their signs."""
    inside: set[HtmlElement] = set()
    marks = containers = 0
    for element in root.iter():
        if element.getparent() in inside:
            inside.add(element)
            continue
        if marks >= MOST_MARKS or element.tag not in _TAGS:
            continue
        names = _names(element)
        sign = _sign(element, names)
        if sign is None and containers < MOST_CONTAINERS and _any(_CONTAINERS, names):
            containers += 1
            sign = None if _answers_inside(element) else QUOTE
        if sign is None:
            continue
        marks += 1
        yield element, sign
        if sign == QUOTE:
            inside.add(element)


def _sign(element: HtmlElement, names: list[str]) -> str | None:
    if element.tag == "blockquote":
        style = element.get("style") or ""
        cited = element.get("type") == "cite" or element.get("cite") or _any(_CONTAINERS, names)
        return QUOTE if cited or _BORDER.search(style[:500]) else None
    for pattern, sign in ((_CUTS, CUT_SIGN), (_QUOTES, QUOTE), (_SIGNATURES, SIGNATURE_SIGN)):
        if _any(pattern, names):
            return sign
    return None


def _names(element: HtmlElement) -> list[str]:
    """Words by which a program may have marked the element."""
    values = (element.get(key) for key in ("class", "id", "name", "data-marker"))
    return [name for value in values if value for name in value[:300].split()]


def _any(pattern: re.Pattern[str], names: list[str]) -> bool:
    return any(pattern.fullmatch(name) for name in names)


def _answers_inside(container: HtmlElement) -> bool:
    """Whether words stand below or between the quotes in a program's own frame of a quote."""
    quote = next((inner for inner in container.iter("blockquote") if inner is not container), None)
    if quote is None:
        return False
    if (quote.tail or "").strip():
        return True
    return any(
        (isinstance(below.tag, str) and below.tag != "blockquote" and below.text_content().strip())
        or (below.tail or "").strip()
        for below in quote.itersiblings()
    )
