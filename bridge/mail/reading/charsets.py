"""Bytes to text when the declared charset is missing, unknown or wrong."""

import codecs

# Codecs of Python that are no charsets of mail, and slow or noisy on hostile input.
_NOT_CHARSETS = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
# What is declared, and the superset that mail programs really write (WHATWG Encoding).
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}
_SINGLE_BYTE = ("iso8859", "cp125", "ascii", "mac", "koi8")
_JAPANESE = b"\x1b$"
"""Begins characters of two bytes in ISO-2022-JP, and stands in no other text."""


def decoded(content: bytes, charset: str | None) -> str:
    """The text, by the first that fits: ISO-2022-JP, UTF-8 hidden under a one-byte charset, the
    declared charset, UTF-8, Windows-1252. NUL is dropped: PostgreSQL can't store it."""
    name = _codec(charset)
    if name is None or name.startswith(_SINGLE_BYTE):
        candidates = ["utf-8", _WIDER.get(name or "", name)]
    else:
        candidates = [_WIDER.get(name, name), "utf-8"]
    if _JAPANESE in content:
        candidates.insert(0, "iso2022_jp_2")
    for candidate in filter(None, candidates):
        try:
            return content.decode(candidate).replace("\0", "")
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace").replace("\0", "")


def _codec(charset: str | None) -> str | None:
    cleaned = (charset or "").strip().strip("\"'").lower()
    try:
        name = codecs.lookup(cleaned).name
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_CHARSETS else name
