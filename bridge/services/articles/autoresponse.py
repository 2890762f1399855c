"""L0: the visitor is answered at once, with the articles that fit, or we say why not."""

import secrets
from datetime import datetime, timedelta

import structlog

from bridge.domain import loops
from bridge.domain.actor import SYSTEM
from bridge.domain.loops import AnswerFacts, Verdict
from bridge.domain.mail_templates import TemplateKind
from bridge.domain.ports import ArticleLink, AutoResponse, ComposedMail
from bridge.domain.reasons import told
from bridge.domain.references import ticket_reference
from bridge.domain.words import Channel, MailNature, MessageKind, TicketStatus
from bridge.i18n import clock_time
from bridge.services import helpdesk, history
from bridge.services.canary import canary_tickets
from bridge.services.context import Context
from bridge.services.forms import form_limits
from bridge.services.forms.form_limits import FormAnswers
from bridge.services.outgoing import requester_mail
from bridge.services.outgoing.outbox import Claim
from bridge.services.tickets.opening import TOKEN_BYTES
from bridge.store.knowledge import Suggestion
from bridge.store.messages import Message
from bridge.store.search import Hit
from bridge.store.session import Transaction
from bridge.store.tickets import Ticket

log = structlog.get_logger()

MOST_ARTICLES = 3
LEAST_COVERAGE = 0.25
"""An article that shares fewer of the question's words than this is no answer to it."""
SHOWN_CHARACTERS = 120


def answer(ctx: Context, claim: Claim) -> None:
    """One transaction: the decision, and if we may, Message, Suggestions, Delivery and Effect."""
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        ticket = tx.tickets.get_locked(claim.subject_id)
        if not tx.tries.finish(claim.effect_id, claim.lease) or ticket is None:
            return
        messages = tx.messages.of_ticket(ticket.id)
        by_form = FormAnswers() if ticket.canary else form_limits.counted(ctx, tx, ticket, now)
        verdict = _judge(ctx, tx, ticket, messages, by_form, now)
        if not verdict.allowed:
            _withhold(tx, ticket, verdict, now)
            return
        _answer(ctx, tx, ticket, messages[0], now)
        if not ticket.canary:
            form_limits.count(tx, ticket, by_form, now)


def _judge(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    messages: list[Message],
    by_form: FormAnswers,
    now: datetime,
) -> Verdict:
    key = ticket.address_key or ""
    tx.tickets.lock_address(key)
    answered = tx.tickets.auto_responses_since(key, now - timedelta(days=1)) if key else []
    window_start = ticket.created_at - loops.SAME_SUBJECT_WINDOW
    earlier = tx.tickets.same_question(ticket, window_start) if key else []
    if earlier:
        history.change(tx, ticket, SYSTEM, now, linked_id=earlier[0])
    return loops.may_answer(
        AnswerFacts(
            address=ticket.requester_email,
            own_addresses=helpdesk.own_addresses(ctx, tx),
            own_domain=ctx.identity.mail_domain,
            spam=ticket.status == TicketStatus.SPAM,
            requester_blocked=tx.people.requester(ticket.requester_id).blocked,
            ticket_merged=ticket.status == TicketStatus.MERGED,
            auto_responses_on_ticket=sum(
                message.kind == MessageKind.AUTO_RESPONSE for message in messages
            ),
            answers_last_hour=sum(at >= now - timedelta(hours=1) for at in answered),
            answers_last_day=len(answered),
            earlier_same_subject=len(earlier),
            answers_just_before=_just_before(ticket, answered),
            visitor_answers_last_hour=by_form.visitor_last_hour,
            visitor_answers_last_day=by_form.visitor_last_day,
            site_answers_last_hour=by_form.site_last_hour,
            canary=ticket.canary,
        )
    )


def _just_before(ticket: Ticket, answered: list[datetime]) -> int:
    """Answers after which a mail came suspiciously soon."""
    if ticket.channel != Channel.EMAIL:
        return 0
    window = loops.JUST_ANSWERED
    return sum(at < ticket.created_at <= at + window for at in answered)


def _withhold(tx: Transaction, ticket: Ticket, verdict: Verdict, now: datetime) -> None:
    why = told(verdict.reasons)
    history.record(tx, ticket, "auto_response_withheld", SYSTEM, now, **why)
    codes = [reason.code for reason in verdict.reasons]
    log.info("auto-response withheld", ticket=ticket_reference(ticket.id), reasons=codes)


def _answer(ctx: Context, tx: Transaction, ticket: Ticket, request: Message, now: datetime) -> None:
    hits = fitting_articles(tx, f"{ticket.subject}\n{request.body}", ticket.language)
    # nobody reads a canary's answer, so no article counts as suggested by it
    shown = enumerate([] if ticket.canary else hits, 1)
    links = tuple(_suggest(ctx, tx, ticket, hit, rank, now) for rank, hit in shown)
    requester = tx.people.requester(ticket.requester_id)
    composed = compose(ctx, tx, ticket, request, requester.name, links, now)
    message = Message(
        ticket_id=ticket.id,
        kind=MessageKind.AUTO_RESPONSE,
        channel=Channel.EMAIL,
        actor_kind=SYSTEM.kind,
        actor_name=SYSTEM.name,
        body=composed.text,
        public=True,
        rfc_message_id=canary_tickets.new_message_id(ctx) if ticket.canary else None,
        created_at=now,
    )
    tx.tickets.add(message)
    requester_mail.queue(
        ctx,
        tx,
        ticket,
        message,
        composed,
        MailNature.AUTO_RESPONSE,
        references=tx.messages.thread_ids(ticket.id)[:1] if request.rfc_message_id else (),
        now=now,
    )
    history.record(tx, ticket, "auto_response", SYSTEM, now, articles=len(links))
    log.info("auto-response made", ticket=ticket_reference(ticket.id), articles=len(links))


def fitting_articles(
    tx: Transaction,
    question: str,
    language: str,
    limit: int = MOST_ARTICLES,
    *,
    site_id: int | None = None,
) -> list[Hit]:
    """Published articles in the question's language that share enough of its words.

    `site_id` keeps to one site's articles.
    """
    found = tx.search.find(question, language, limit=limit * 2, site_id=site_id)
    return [hit for hit in found if hit.coverage >= LEAST_COVERAGE][:limit]


def _suggest(
    ctx: Context, tx: Transaction, ticket: Ticket, hit: Hit, rank: int, now: datetime
) -> ArticleLink:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    tx.knowledge.add(
        Suggestion(
            token=token, ticket_id=ticket.id, article_id=hit.article.id, rank=rank, shown_at=now
        )
    )
    url = f"{ctx.identity.base_url}/s/{token}"
    return ArticleLink(hit.article.title, hit.article.excerpt, url, f"{url}?solved=1")


def compose(
    ctx: Context,
    tx: Transaction,
    ticket: Ticket,
    request: Message,
    name: str,
    links: tuple[ArticleLink, ...],
    now: datetime,
) -> ComposedMail:
    desk = helpdesk.read(ctx, tx)
    hours = desk.calendar
    opening = None if hours.is_open(now) else hours.next_opening(now)
    return ctx.composer.auto_response(
        AutoResponse(
            reference=ticket_reference(ticket.id),
            subject=ticket.subject,
            requester_name=name,
            company=desk.company,
            language=ticket.language,
            opening_hours=clock_time.opening_hours(hours.spans, hours.zone.key, ticket.language),
            answer_by=clock_time.answer_by(opening, hours.zone, ticket.language),
            status_url=requester_mail.status_url(ctx, ticket),
            articles=links,
            sent_fields=tuple(
                (label, _shortened(text)) for label, text in request.fields or [] if text.strip()
            ),
            wording=requester_mail.wording(
                ctx, tx, TemplateKind.AUTO_RESPONSE, ticket.language, ticket.mailbox
            ),
        )
    )


def _shortened(text: str) -> str:
    """The form is a way to mail strangers: the text typed in is never echoed in full."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1].rstrip() + "…"
