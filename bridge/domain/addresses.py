"""Mail addresses: syntax, normal form, and local parts that only machines use."""

import re

import idna

MAX_ADDRESS = 254
MAX_LOCAL_PART = 64
_LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_MACHINE = re.compile(
    r"""mailer[-_.]?daemon | postmaster
    | (no|do[-_.]?not)[-_.]?reply ([-_.=].*)?
    | ne[-_.]?pas[-_.]?r[eé]pondre ([-_.=].*)?
    | bounces? ([-_.=0-9].*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def normalise(address: str) -> str | None:
    """`Ann@BÜCHER.example` becomes `Ann@xn--bcher-kva.example`; None when it is no address.

    RFC 5321 dot-atoms only: no quoted local parts, no address literals, no comments, and a
    domain of at least two labels. The local part keeps its case; only the receiver knows
    whether it matters.
    """
    local, at, domain = address.strip().rpartition("@")
    ascii_domain = to_ascii_domain(domain)
    if not at or ascii_domain is None or not _is_local_part(local):
        return None
    whole = f"{local}@{ascii_domain}"
    return whole if len(whole) <= MAX_ADDRESS else None


def to_ascii_domain(domain: str) -> str | None:
    """A domain in lower case and punycode (IDNA 2008 with UTS 46 mapping); None if malformed."""
    try:
        encoded = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
    except idna.IDNAError:
        return None
    lowered = encoded.lower()
    return lowered if _DOMAIN.fullmatch(lowered) else None


def local_part(address: str) -> str:
    """The part before the last `@`, without a plus tag: `support` of `support+x@example.test`."""
    return address.rpartition("@")[0].partition("+")[0]


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def mailbox_key(address: str) -> str:
    """What two spellings of one mailbox share: lower case, no plus tag."""
    return f"{local_part(address).lower()}@{domain_of(address)}"


def is_machine_address(address: str) -> bool:
    """Whether the local part says that nobody reads the mailbox, or that it takes bounces."""
    return _MACHINE.fullmatch(local_part(address)) is not None


def _is_local_part(local: str) -> bool:
    fits = len(local.encode("utf-8", "replace")) <= MAX_LOCAL_PART
    return fits and _LOCAL_PART.fullmatch(local) is not None
