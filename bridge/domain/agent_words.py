"""What an agent wrote in their mail program, made fit for the requester's eyes."""

import re
from collections.abc import Collection, Iterable, Mapping

OUR_LINE = re.compile(
    r"(?im)^[> \t]{0,20}-{3} ?(?:reply above this line|répondez au-dessus de cette ligne)"
)
"""Our line above what is quoted of us, in a mail's text."""
_SIGNED = re.compile(
    r"[\w.%-]{1,64}\+[an]\d{1,15}-\d{1,15}\.[\w-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}",
    re.ASCII,
)
_PICTURE = re.compile(r"\[cid:([^\]\s]{1,200})\]", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s*--[ \t]*\n")
_LEAST_WORDS = 4
"""Fewer words in a row than these may be the same by chance."""
_LEAST_LETTERS = 20


def without_addresses(text: str, own: Collection[str], instead: str) -> str:
    """The agent's `own` addresses, and signed ones, give way to the mailbox's."""
    shown = _SIGNED.sub(instead, text)
    for address in own:
        shown = re.sub(re.escape(address), lambda _match: instead, shown, flags=re.IGNORECASE)
    return shown


def naming_pictures(text: str, names: Mapping[str, str]) -> str:
    """`[cid:…]`, as programs write for a picture, gives way to the file's name, by Content-ID.

    A picture that does not go along leaves nothing behind.
    """
    return _PICTURE.sub(lambda match: f"[{name}]" if (name := names.get(match[1])) else "", text)


def says_nothing(text: str) -> bool:
    """Whether no words of the sender's own were found: it is empty, begins with the signature,
    or our line still stands in it."""
    if not text.strip() or _SIGNATURE.match(text):
        return True
    return OUR_LINE.search(text) is not None


def repeats(text: str, inside: Iterable[str]) -> bool:
    """Whether `text` holds a line of what is kept `inside` the company, however it is wrapped.

    A line counts with four words and twenty letters or more; signs of quoting do not count.
    """
    said = _words(text)
    return any(line in said for body in inside for line in _lines(body))


def _lines(body: str) -> Iterable[str]:
    for line in body.splitlines():
        words = _words(line)
        if words.count(" ") >= _LEAST_WORDS + 1 and len(words) >= _LEAST_LETTERS:
            yield words


def _words(text: str) -> str:
    """Folded, with a blank before and after each word."""
    return f" {' '.join(text.casefold().replace('>', ' ').split())} "
