"""A template tried on a real ticket: the mail as it would be, and nothing stored of it."""

from dataclasses import dataclass

from bridge.domain.errors import NotFound
from bridge.domain.mail_templates import TemplateKind
from bridge.domain.notifying import NotificationKind
from bridge.domain.ports import (
    AgentNotice,
    AgentReply,
    ArticleLink,
    AutoResponse,
    CaseMessage,
    ComposedMail,
    SolvedNotice,
    ToldEntry,
    VendorCase,
    Wording,
)
from bridge.domain.references import ticket_reference
from bridge.domain.words import MessageKind
from bridge.i18n import clock_time
from bridge.services import helpdesk
from bridge.services.context import Context
from bridge.services.helpdesk import Helpdesk
from bridge.services.tickets import lookup
from bridge.store.messages import Message
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

_EXAMPLE = "example"
"""In the place of tokens: the links of a preview open nothing."""


@dataclass(frozen=True, slots=True)
class Preview:
    """`mail.fault` says why the source can't be used; then the built-in one shows."""

    reference: str
    mail: ComposedMail


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the mails of one ticket are made of."""

    ticket: Ticket
    messages: list[Message]
    articles: tuple[ArticleLink, ...]
    requester: str
    desk: Helpdesk
    wording: Wording
    language: str
    base: str

    @property
    def reference(self) -> str:
        return ticket_reference(self.ticket.id)

    @property
    def status_url(self) -> str:
        return f"{self.base}/t/{_EXAMPLE}"


def make(ctx: Context, kind: TemplateKind, language: str, source: str, reference: str) -> Preview:
    """Raises NotFound."""
    with ctx.reading() as tx:
        ticket = lookup.found(tx, reference) if reference else _newest(tx)
        seen = _Seen(
            ticket=ticket,
            messages=[m for m in tx.messages.of_ticket(ticket.id) if m.taken_back_at is None],
            articles=tuple(
                ArticleLink(
                    article.title,
                    article.excerpt,
                    f"{ctx.identity.base_url}/s/{_EXAMPLE}",
                    f"{ctx.identity.base_url}/s/{_EXAMPLE}?solved=1",
                )
                for _row, article in tx.knowledge.suggestions(ticket.id)
            ),
            requester=tx.people.requester(ticket.requester_id).name,
            desk=helpdesk.read(ctx, tx),
            wording=Wording(
                source or None, helpdesk.mail_identity(ctx, tx, ticket.mailbox).signature
            ),
            language=language,
            base=ctx.identity.base_url,
        )
    return Preview(seen.reference, _MAKERS[kind](ctx, seen))


def _newest(tx: Transaction) -> Ticket:
    ticket = tx.tickets.newest()
    if ticket is None:
        raise NotFound("There is no ticket yet to try it on.")
    return ticket


def _auto_response(ctx: Context, seen: _Seen) -> ComposedMail:
    hours = seen.desk.calendar
    opening = hours.next_opening(ctx.clock.now())
    fields = seen.messages[0].fields if seen.messages else None
    return ctx.composer.auto_response(
        AutoResponse(
            reference=seen.reference,
            subject=seen.ticket.subject,
            requester_name=seen.requester,
            company=seen.desk.company,
            language=seen.language,
            opening_hours=clock_time.opening_hours(hours.spans, hours.zone.key, seen.language),
            answer_by=clock_time.answer_by(opening, hours.zone, seen.language),
            status_url=seen.status_url,
            articles=seen.articles,
            sent_fields=tuple((label, text) for label, text in fields or []),
            wording=seen.wording,
        )
    )


def _agent_reply(ctx: Context, seen: _Seen) -> ComposedMail:
    replies = [m for m in seen.messages if m.kind == MessageKind.REPLY]
    shown = (replies or seen.messages)[-1]
    return ctx.composer.agent_reply(
        AgentReply(
            reference=seen.reference,
            subject=seen.ticket.subject,
            requester_name=seen.requester,
            agent_name=shown.actor_name,
            company=seen.desk.company,
            language=seen.language,
            body_text=shown.body,
            status_url=seen.status_url,
            solved=False,
            wording=seen.wording,
        )
    )


def _solved_notice(ctx: Context, seen: _Seen) -> ComposedMail:
    return ctx.composer.solved_notice(
        SolvedNotice(
            reference=seen.reference,
            subject=seen.ticket.subject,
            requester_name=seen.requester,
            company=seen.desk.company,
            language=seen.language,
            status_url=seen.status_url,
            wording=seen.wording,
        )
    )


def _vendor_case(ctx: Context, seen: _Seen) -> ComposedMail:
    requests = [m for m in seen.messages if m.kind == MessageKind.REQUEST]
    return ctx.composer.vendor_case(
        VendorCase(
            type="escalation.created",
            escalation="ESC-1",
            reference=seen.reference,
            subject=seen.ticket.subject,
            priority=seen.ticket.priority,
            category=seen.ticket.category or "",
            product="",
            ask=requests[0].body if requests else seen.ticket.subject,
            asked_at=ctx.clock.now(),
            vendor_name="Example",
            company=seen.desk.company,
            agent_name=seen.desk.company,
            language=seen.language,
            messages=tuple(CaseMessage(m.actor_name, m.created_at, m.body) for m in requests),
            attachments=(),
            respond_by=None,
            resolve_by=None,
            case_url=f"{seen.base}/v/{_EXAMPLE}",
            reply_url="",
            reply_email=ctx.identity.mail_from.email,
            wording=seen.wording,
        )
    )


def _agent_notice(ctx: Context, seen: _Seen) -> ComposedMail:
    requests = [m for m in seen.messages if m.kind == MessageKind.REQUEST]
    return ctx.composer.agent_notice(
        AgentNotice(
            agent_name=seen.desk.company,
            company=seen.desk.company,
            language=seen.language,
            entries=tuple(
                ToldEntry(
                    kind=NotificationKind.CUSTOMER_REPLIED,
                    actor=message.actor_name,
                    at=message.created_at,
                    reference=seen.reference,
                    subject=seen.ticket.subject,
                    text=message.body,
                    url=f"{seen.base}/tickets/{seen.reference}",
                )
                for message in (requests or seen.messages)[-1:]
            ),
            left_out=0,
            answerable="reply",
            requester=seen.requester,
            settings_url=f"{seen.base}/notifications/settings",
            wording=seen.wording,
        )
    )


_MAKERS = {
    TemplateKind.AUTO_RESPONSE: _auto_response,
    TemplateKind.AGENT_REPLY: _agent_reply,
    TemplateKind.SOLVED_NOTICE: _solved_notice,
    TemplateKind.VENDOR_CASE: _vendor_case,
    TemplateKind.NOTIFICATION: _agent_notice,
}
