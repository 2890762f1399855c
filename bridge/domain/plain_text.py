"""Foreign text in a form that both databases, a page and a mail can hold."""

REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """NUL and lone surrogates become U+FFFD; everything else stays as it is.

    PostgreSQL holds no NUL, and nothing encodes half of a UTF-16 pair, though JSON can name one.
    """
    if text.isascii() and "\x00" not in text:
        return text
    plain = text.replace("\x00", REPLACEMENT)
    try:
        plain.encode("utf-8")
    except UnicodeEncodeError:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain
