"""The doors for machines: WordPress, vendors, mail servers. CONTRACT, "HTTP in"."""

from flask import Blueprint, Response, jsonify, request

from bridge.domain.errors import NotAuthentic, TooLarge
from bridge.services import intake, mailroom, vendor_calls
from bridge.web.current import ctx

PREFIX = "/hooks/"
blueprint = Blueprint("hooks", __name__, url_prefix=PREFIX)

MIB = 1024 * 1024
LARGEST_SUBMISSION = MIB
LARGEST_VENDOR_CALL = 20 * MIB
LARGEST_MAIL = 25 * MIB


@blueprint.post("wordpress/<site>")
def wordpress(site: str) -> tuple[Response, int]:
    """202 once, 200 for a repeat; 400, 401, 404, 413, 503 as problem documents."""
    body = _body(LARGEST_SUBMISSION)
    accepted = intake.push(ctx(), site, body, _signed_headers())
    answer = jsonify(
        ticket=accepted.ticket, submission=accepted.submission, duplicate=accepted.duplicate
    )
    return answer, 200 if accepted.duplicate else 202


@blueprint.post("vendors/<vendor>")
def vendors(vendor: str) -> tuple[Response, int]:
    """202 once, 200 for a repeat of the `webhook-id`; 400, 401, 404, 413 as problem documents."""
    body = _body(LARGEST_VENDOR_CALL)
    taken = vendor_calls.take(ctx(), vendor, body, _signed_headers())
    answer = jsonify(escalation=taken.escalation, ticket=taken.ticket, duplicate=taken.duplicate)
    return answer, 200 if taken.duplicate else 202


@blueprint.post("mail/<mailbox>")
def mail(mailbox: str) -> tuple[Response, int]:
    """A raw RFC 5322 message; 202 once, 200 for a repeat. Bearer token of the mailbox."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthentic("A bearer token is needed.")
    mailroom.authenticate(ctx(), mailbox, token.strip())
    sorted_ = mailroom.take(ctx(), mailbox, _body(LARGEST_MAIL))
    answer = jsonify(ticket=sorted_.ticket, outcome=sorted_.outcome, duplicate=sorted_.duplicate)
    return answer, 200 if sorted_.duplicate else 202


def _body(largest: int) -> bytes:
    """The raw body, as it was signed. Raises TooLarge before reading more than allowed."""
    too_large = TooLarge(f"The body is over {largest // MIB} MiB.")
    if (request.content_length or 0) > largest:
        raise too_large
    # A body without a length is cut at the limit without a word: one byte more tells.
    request.max_content_length = largest + 1
    body = request.get_data(cache=False)
    if len(body) > largest:
        raise too_large
    return body


def _signed_headers() -> dict[str, str]:
    """The Standard Webhooks headers; a header that was sent twice arrives joined by a comma."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return {name: request.headers[name] for name in names if name in request.headers}
