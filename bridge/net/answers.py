"""What comes back through the door: an answer, or one typed error."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer; redirects too, since none is followed.

    `headers` by lower-case name, repeated ones joined by `, ` (RFC 9110 section 5.2);
    `body` is decoded (gzip, deflate).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed: timedelta


class EgressFault(StrEnum):
    """How far a call came. Up to TLS nothing of the request has left this machine."""

    REFUSED = "refused"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT_BEFORE_ANSWER = "timeout_before_answer"
    LOST_AFTER_SEND = "lost_after_send"
    TOO_LARGE = "too_large"


class EgressError(Exception):
    """No whole answer.

    `status` is the answer's status where at least that arrived: the receiver has then decided,
    although the rest of its answer was too slow, too large or broken.
    """

    def __init__(self, why: str, kind: EgressFault, *, status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.kind = kind
        self.status = status
