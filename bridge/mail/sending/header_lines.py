"""Header fields as lines of at most 76 signs of ASCII (RFC 5322 folding, RFC 2047 words).

email.header does the same and takes 20 times as long.
"""

import re
from binascii import b2a_base64

from bridge.domain.ports import Address
from bridge.mail.sending.envelope import ascii_address

LINE = 76
WORD_BYTES = 39
WORD = 64
"""Length of an encoded word that holds WORD_BYTES: 12 signs around 52 of base64."""
_FOLD = "\r\n "
_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_PLAIN_WORDS = re.compile(r"(?:[!-~]+ )*")


def mailbox(field: str, address: Address) -> str:
    """Raises DeliveryFailed when the address can't stand in a header."""
    email = f"<{ascii_address(field, address.email)}>"
    name = address.name.strip()
    if not name:
        return f"{field}: {email}"
    if not _is_plain(name) or len(name) > LINE - 20:
        phrase = _encoded(name)
    elif _PHRASE.fullmatch(name):
        phrase = name
    else:
        phrase = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    line = f"{field}: {phrase}"
    fits = len(line) - line.rfind("\n") + len(email) <= LINE
    return f"{line}{' ' if fits else _FOLD}{email}"


def mailboxes(field: str, addresses: tuple[Address, ...]) -> str:
    """Several, one a line. Raises DeliveryFailed."""
    each = [mailbox(field, address).removeprefix(f"{field}: ") for address in addresses]
    return f"{field}: " + ("," + _FOLD).join(each)


def unstructured(field: str, value: str) -> str:
    """Leading words of ASCII stay readable, so that filters find `[HB-1042]`."""
    if _is_plain(value) and value == value.strip() and max(map(len, value.split(" "))) < LINE - 1:
        return _folded(field, value)
    head = _plain_head(value)
    start = f"{field}: {head}"
    encoded = _encoded(value[len(head) :])
    if len(start) + WORD <= LINE:
        return start + encoded
    return start.rstrip(" ") + _FOLD + encoded


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and "=?" not in value


def _plain_head(value: str) -> str:
    """Words that may stand before encoded ones, with the one blank after them."""
    match = _PLAIN_WORDS.match(value)
    head = match.group() if match else ""
    rest = value[len(head) :]
    good = rest and not rest.startswith(" ") and "=?" not in head and len(head) < LINE // 2
    return head if good else ""


def _folded(field: str, value: str) -> str:
    lines = [f"{field}:"]
    for word in value.split(" "):
        # A fold needs a word after it: a line of blanks alone would end the header early.
        if word and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def _encoded(value: str) -> str:
    """Base64 words, cut between characters, one a line."""
    chunks = [b""]
    for character in value:
        piece = character.encode("utf-8", "replace")
        if len(chunks[-1]) + len(piece) > WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += piece
    words = (b2a_base64(chunk, newline=False).decode("ascii") for chunk in chunks)
    return _FOLD.join(f"=?utf-8?b?{word}?=" for word in words)
