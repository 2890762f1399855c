"""Is a mail from whom it says? What our own mail server found out (Authentication-Results).

RFC 8601. Only fields that bear a configured authserv-id count: anybody can write the others. Of
one method the first statement counts, because servers write theirs above what came.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Headers = Mapping[str, tuple[str, ...]]
FIELD = "authentication-results"
MOST_FIELDS = 50
LONGEST_FIELD = 16 * 1024


class Standing(StrEnum):
    PROVEN = "proven"
    """The From domain itself vouches for it: DMARC, or an aligned DKIM or SPF result."""
    FAILED = "failed"
    """The From domain disowns it: DMARC fails, or without DMARC, SPF does and no DKIM holds."""
    UNKNOWN = "unknown"
    """Nobody we believe has said anything of use."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """`said`: the statement that decided, as `dmarc=fail`; empty when none did."""

    standing: Standing
    said: str = ""

    @property
    def failed(self) -> bool:
        return self.standing is Standing.FAILED

    @property
    def proven(self) -> bool:
        return self.standing is Standing.PROVEN


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    value: str
    properties: Mapping[str, str]


_UNKNOWN = Authentication(Standing.UNKNOWN)


def judge(headers: Headers, trusted: Collection[str], sender: str) -> Authentication:
    """`headers` as in ParsedMail; `trusted`: authserv-ids; `sender`: the address in From."""
    ids = {name.strip().lower() for name in trusted if name.strip()}
    if not ids:
        return _UNKNOWN
    fields = headers.get(FIELD, ())[:MOST_FIELDS]
    results = [result for field in fields for result in _results(field[:LONGEST_FIELD], ids)]
    domain = sender.rpartition("@")[2].strip().lower().rstrip(".")
    dmarc = next((result for result in results if result.method == "dmarc"), None)
    if dmarc and dmarc.value == "fail":
        return Authentication(Standing.FAILED, "dmarc=fail")
    if dmarc and dmarc.value == "pass":
        about = dmarc.properties.get("header.from", domain)
        fits = _aligned(about, domain)
        return Authentication(Standing.PROVEN, "dmarc=pass") if fits else _UNKNOWN
    return _by_parts(results, domain)


def _by_parts(results: list[_Result], domain: str) -> Authentication:
    """Without a verdict by DMARC."""
    dkim = [result for result in results if result.method == "dkim" and result.value == "pass"]
    if any(_aligned(_signer(result), domain) for result in dkim):
        return Authentication(Standing.PROVEN, "dkim=pass")
    spf = next((result for result in results if result.method == "spf"), None)
    if spf and spf.value == "pass":
        by = spf.properties.get("smtp.mailfrom", "").rpartition("@")[2]
        return Authentication(Standing.PROVEN, "spf=pass") if _aligned(by, domain) else _UNKNOWN
    if spf and spf.value in ("fail", "hardfail") and not dkim:
        return Authentication(Standing.FAILED, f"spf={spf.value}")
    failing = [result for result in results if result.method == "dkim" and result.value == "fail"]
    if failing and not dkim and any(_aligned(_signer(one), domain) for one in failing):
        return Authentication(Standing.FAILED, "dkim=fail")
    return _UNKNOWN


def _signer(result: _Result) -> str:
    return (
        result.properties.get("header.d")
        or result.properties.get("header.i", "").rpartition("@")[2]
    )


def _aligned(found: str, domain: str) -> bool:
    """The same domain, or one above or below the other with two labels at least in common."""
    one = found.strip().strip('"').lower().rstrip(".").rpartition("@")[2]
    if not one or not domain:
        return False
    if one == domain:
        return True
    shorter, longer = sorted((one, domain), key=len)
    return "." in shorter and longer.endswith(f".{shorter}")


def _results(field: str, trusted: set[str]) -> Iterator[_Result]:
    statements = [part.split() for part in _without_comments(field).split(";")]
    if not statements or not statements[0] or statements[0][0].strip('"').lower() not in trusted:
        return
    for words in statements[1:]:
        pairs = [_pair(word) for word in words if "=" in word]
        if not pairs:
            continue
        (method, value), *rest = pairs
        yield _Result(method.partition("/")[0], value, dict(rest))


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()


def _without_comments(field: str) -> str:
    """Comments may nest and may hold anything; within quotes a bracket is none. One pass."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in field:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif depth == 0 and sign == '"':
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
            continue
        elif not quoted and sign == ")" and depth:
            depth -= 1
            kept.append(" ")
            continue
        if depth == 0:
            kept.append("_" if quoted and sign in ";= " else sign)
    return "".join(kept)
