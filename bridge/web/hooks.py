"""The doors for machines: WordPress, vendors, mail servers. CONTRACT, "HTTP in"."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request

from bridge.domain.errors import NotAuthentic, TooLarge
from bridge.services.canary import canary
from bridge.services.incoming_mail import mailroom
from bridge.services.incoming_mail.sorting import Sorted
from bridge.services.intake import intake
from bridge.services.sites import connection
from bridge.services.vendors import vendor_calls
from bridge.web import site_words
from bridge.web.current import ctx

PREFIX = "/hooks/"
blueprint = Blueprint("hooks", __name__, url_prefix=PREFIX)

MIB = 1024 * 1024
LARGEST_SUBMISSION = MIB
LARGEST_CHECK = MIB
LARGEST_CANARY = 64 * 1024
LARGEST_VENDOR_CALL = 20 * MIB
LARGEST_MAIL = 128 * MIB
"""What is kept; a mail over mailroom.LARGEST is kept and not read whole."""
PIECE = MIB


@blueprint.post("wordpress/<site>")
def wordpress(site: str) -> tuple[Response, int]:
    """202 once, 200 for a repeat; 400, 401, 404, 413, 503 as problem documents."""
    body = _body(LARGEST_SUBMISSION)
    accepted = intake.push(ctx(), site, body, _signed_headers())
    answer = jsonify(
        ticket=accepted.ticket, submission=accepted.submission, duplicate=accepted.duplicate
    )
    return answer, 200 if accepted.duplicate else 202


@blueprint.post("wordpress/<site>/check")
def wordpress_check(site: str) -> Response:
    """Whether both directions work; the answer comes within 8 seconds, in the language asked for.

    400, 401, 404, 413, 503 as problem documents. A 401 names the header at fault: a timestamp
    tells of a clock, a signature of a secret.
    """
    body = _body(LARGEST_CHECK)
    checked = connection.check(ctx(), site, body, _signed_headers(), site_words.say)
    report = checked.report
    findings = [
        {"code": one.code, "ok": one.ok, "says": one.says, "todo": one.todo}
        for one in report.checks
    ]
    forms = [site_words.changed_form(form) for form in checked.forms]
    return jsonify(site=report.site, ok=report.ok, findings=findings, forms=forms)


@blueprint.post("wordpress/<site>/canary")
def wordpress_canary(site: str) -> Response:
    """The plugin tells how its test entry went and asks what became of it here.

    400, 401, 404, 413, 503 as problem documents.
    """
    answered = canary.take(ctx(), site, _body(LARGEST_CANARY), _signed_headers())
    return jsonify(
        entries=[
            {
                "id": one.uid,
                "ticket": one.ticket,
                "links": [
                    {
                        "link": passed.link,
                        "state": passed.state,
                        "code": passed.code,
                        "detail": passed.detail,
                    }
                    for passed in one.links
                ],
            }
            for one in answered
        ]
    )


@blueprint.post("vendors/<vendor>")
def vendors(vendor: str) -> tuple[Response, int]:
    """202 once, 200 for a repeat of the `webhook-id`; 400, 401, 404, 413 as problem documents."""
    body = _body(LARGEST_VENDOR_CALL)
    taken = vendor_calls.take(ctx(), vendor, body, _signed_headers())
    answer = jsonify(escalation=taken.escalation, ticket=taken.ticket, duplicate=taken.duplicate)
    return answer, 200 if taken.duplicate else 202


@blueprint.post("mail/<mailbox>")
def mail(mailbox: str) -> tuple[Response, int]:
    """A raw RFC 5322 message; 202 once, 200 for a repeat. Bearer token of the mailbox.

    One over 25 MiB is a ticket that says so; one over 128 MiB is refused: 413.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthentic("A bearer token is needed.")
    mailroom.authenticate(ctx(), mailbox, token.strip())
    sorted_ = _taken(mailbox)
    answer = jsonify(ticket=sorted_.ticket, outcome=sorted_.outcome, duplicate=sorted_.duplicate)
    return answer, 200 if sorted_.duplicate else 202


def _taken(mailbox: str) -> Sorted:
    """Read whole up to the limit; what goes on beyond is passed on in pieces."""
    _refuse_too_large(LARGEST_MAIL)
    request.max_content_length = LARGEST_MAIL + 1
    start = request.stream.read(mailroom.LARGEST + 1)
    if len(start) <= mailroom.LARGEST:
        return mailroom.take(ctx(), mailbox, start)
    return mailroom.take_large(ctx(), mailbox, _pieces(start))


def _pieces(start: bytes) -> Iterator[bytes]:
    yield start
    size = len(start)
    while piece := request.stream.read(PIECE):
        size += len(piece)
        if size > LARGEST_MAIL:
            raise _too_large(LARGEST_MAIL)
        yield piece


def _refuse_too_large(largest: int) -> None:
    if (request.content_length or 0) > largest:
        raise _too_large(largest)


def _too_large(largest: int) -> TooLarge:
    return TooLarge(f"The body is over {largest // MIB} MiB.")


def _body(largest: int) -> bytes:
    """The raw body, as it was signed. Raises TooLarge before reading more than allowed."""
    _refuse_too_large(largest)
    # A body without a length is cut at the limit without a word: one byte more tells.
    request.max_content_length = largest + 1
    body = request.get_data(cache=False)
    if len(body) > largest:
        raise _too_large(largest)
    return body


def _signed_headers() -> dict[str, str]:
    """The Standard Webhooks headers; a header that was sent twice arrives joined by a comma."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return {name: request.headers[name] for name in names if name in request.headers}
