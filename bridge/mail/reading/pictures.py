"""The pictures that a mail's HTML shows (RFC 2392): in its new words, or in what is cut.

Mail programs send a signature's logo, and the pictures of what they quote, along with every answer.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml.html import Element, HtmlElement  # type: ignore[import-untyped]

from bridge.domain.ports import FileContent, ParsedMail
from bridge.mail.reading import html_text, quote_words
from bridge.mail.reading.quote_heads import readable
from bridge.mail.reading.trim import trimmed

SPACER = 200
"""Bytes of a picture that only takes up room."""
LOGO_HEIGHT = 160
"""Pixels: a lower picture beneath the closing line is a logo."""
_SIGN, _END = "\ue020", "\ue021"
_SHOWN = re.compile(f"{_SIGN}(\\d+){_END}")
_PIXELS = re.compile(r"\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*")
_STYLED = re.compile(r"(?:^|[;\s])height\s*:\s*(\d{1,6})(?:\.\d+)?px", re.IGNORECASE)


@dataclass(slots=True)
class _Pictures:
    """Each place where a picture stands: its Content-ID, and whether it is as low as a logo."""

    places: list[tuple[str, bool]] = field(default_factory=list)

    def sign(self, tree: HtmlElement) -> None:
        """Puts a sign of its number beside each picture."""
        for element in list(tree.iter("img")):
            source = (element.get("src") or "").strip()
            if source[:4].lower() != "cid:" or element.getparent() is None:
                continue
            sign = Element("span")
            sign.text = f"{_SIGN}{len(self.places)}{_END}"
            self.places.append((_same(unquote(source[4:])), _is_low(element)))
            element.addprevious(sign)

    def among(self, words: str, whole: str) -> set[str]:
        """Ids of those that stand in the new words; a logo under the closing line does not.

        One that the whole text does not show counts too: nobody knows where it stood.
        """
        known = {int(number) for number in _SHOWN.findall(whole)}
        found = {name for number, (name, _) in enumerate(self.places) if number not in known}
        closed = False
        for line in words.split("\n"):
            for match in _SHOWN.finditer(line):
                content_id, low = self.places[int(match.group(1))]
                if not (closed and low):
                    found.add(content_id)
            closed = closed or _closes(line)
        return found


def own_files(mail: ParsedMail) -> tuple[FileContent, ...]:
    """The mail's files, but for pictures that only its signature or what it quotes shows."""
    if not mail.html or len(mail.html) > html_text.MAX_HTML:
        return mail.attachments
    if not any(map(_is_picture, mail.attachments)):
        return mail.attachments
    pictures = _Pictures()
    text = html_text.read(mail.html, pictures.sign)
    if not text.full:
        return mail.attachments
    new = pictures.among(trimmed(text.full, text.marked).new, text.full)
    shown = {content_id for content_id, _ in pictures.places}
    return tuple(file for file in mail.attachments if not _is_left_out(file, shown, new))


def _is_left_out(file: FileContent, shown: set[str], new: set[str]) -> bool:
    if not _is_picture(file):
        return False
    content_id = _same(file.content_id)
    if content_id in shown:
        return content_id not in new
    return len(file.content) <= SPACER


def _is_picture(file: FileContent) -> bool:
    return bool(file.content_id) and file.content_type.startswith("image/")


def _same(content_id: str) -> str:
    return content_id.strip().lower()


def _is_low(picture: HtmlElement) -> bool:
    told = _PIXELS.fullmatch(picture.get("height") or "")
    told = _STYLED.search((picture.get("style") or "")[:500]) or told
    return told is not None and int(told.group(1)) <= LOGO_HEIGHT


def _closes(line: str) -> bool:
    return readable(line).rstrip(" ,.!") in quote_words.CLOSINGS
