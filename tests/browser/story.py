"""A helpdesk as it looks on a working day: tickets in every state, a case at each vendor."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bridge.domain.actor import Actor
from bridge.domain.errors import DeliveryFailed
from bridge.domain.ports import FileContent, RemoteDraft
from bridge.domain.words import ActorKind, Level, Priority, TicketStatus
from bridge.services import helpdesk
from bridge.services.agents.accounts import LoggedIn
from bridge.services.arrivals import arrivals
from bridge.services.articles import drafting, publishing
from bridge.services.helpdesk import Helpdesk
from bridge.services.tickets import conversation, properties
from bridge.services.tickets.properties import Change
from bridge.services.vendors import escalation
from bridge.services.visitors import portal, vendor_portal
from bridge.store.knowledge import Article
from tests.web.house import AWKWARD, PNG, House, open_house

ARTICLES = (
    (
        "My desk lamp flickers",
        "A desk lamp that flickers when it is dimmed, or after a power cut, most often has a loose "
        "bulb. Let it cool, screw the bulb in again and try another socket. If the lamp still "
        "flickers, hold its button for ten seconds to reset the driver.",
    ),
    (
        "Resetting the lamp's driver",
        "Hold the button for ten seconds until the lamp blinks twice. The driver starts anew and "
        "flickering after a power cut stops.",
    ),
    (
        "Where is my parcel?",
        "The tracking number stands in the shipping mail. A parcel takes two to four working days.",
    ),
)
# (hours ago, name, e-mail, subject, message, locale)
Request = tuple[float, str, str, str, str, str]
REQUESTS: tuple[Request, ...] = (
    (
        51.0,
        "Nora Lindqvist",
        "nora@fjordworks.example",
        "Invoice shows the old address",
        "Invoice 2291 still shows our old address in Malmö. Can you send a corrected one?",
        "en_GB",
    ),
    (
        47.0,
        "Jean-Marc Thévenet",
        "jm@atelier-t.example",
        "Lampe de bureau : variateur en panne",
        "Bonjour, le variateur ne répond plus depuis la mise à jour. Merci de votre aide.",
        "fr_FR",
    ),
    (
        30.0,
        "Priya Raman",
        "priya@raman-studio.example",
        "Parcel is three days late",
        "Tracking has said “in transit” since Thursday. Where is my parcel?",
        "en_GB",
    ),
    (
        26.0,
        "Tomás Ortega",
        "tomas@ortega.example",
        "Cannot log in to the customer area",
        "The reset mail never arrives. I tried two browsers and looked in the spam folder.",
        "en_GB",
    ),
    (
        22.0,
        "Win-a-prize",
        "promo@prizes.example",
        "You have been selected",
        "Click to claim your reward.",
        "en_GB",
    ),
    (
        20.0,
        "Odile Marchand",
        "odile@marchand.example",
        "Remboursement de la commande 8841",
        "J'ai renvoyé l'article il y a dix jours et je n'ai rien reçu.",
        "fr_FR",
    ),
    (
        5.0,
        "Ann Lee",
        "ann@leeandco.example",
        "Desk lamp flickers after the power cut",
        "Since the power cut on Monday my Halo lamp flickers when it is dimmed below 40 %.\n\n"
        "I have screwed the bulb in again and tried another socket. My number is +44 20 7946 0018 "
        "if you want to call.",
        "en_GB",
    ),
    (
        3.2,
        "Sam Okafor",
        "sam@okafor.example",
        "Bulk order for forty lamps",
        "We are fitting out an office and need forty Halo lamps by Christmas. Is there a quote?",
        "en_GB",
    ),
    (1.4, "Greta Vogel", "greta@vogel.example", AWKWARD, AWKWARD, "en_GB"),
    (
        0.6,
        "Luca Ferri",
        "luca@ferri.example",
        "App shows the lamp as offline",
        "The app says offline although the lamp is on and the router is two metres away.",
        "en_GB",
    ),
    (
        0.1,
        "Mei Tanaka",
        "mei@tanaka.example",
        "Which bulb fits the Halo Mini?",
        "The manual only says E14. Is there a watt limit?",
        "en_GB",
    ),
)
LAMP, PRIZE, PARCEL, INVOICE, REFUND, LOGIN, DIMMER = 6, 4, 2, 0, 5, 3, 1


class StoryClock:
    """Tells the time of the story; the real one when the story has ended."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)


@dataclass
class Story:
    house: House
    agent: LoggedIn
    lamp: str
    """Reference of the ticket with everything in it."""
    fresh: str
    """A ticket that nobody has looked at."""
    visitor: str
    vendor: str
    """Tokens of the pages `/t/…` and `/v/…`."""
    suggestion: str
    quarantined: int
    """Number of an arrival that could not be read."""
    draft: int
    """Number of a draft out of the ticket with everything in it."""
    differing: int
    """Number of a draft that was changed here and in WordPress."""


def tell(folder: Path, requests: tuple[Request, ...] = REQUESTS) -> Story:
    """`requests`: those of the story, and between them more that came within the last 4 hours."""
    clock = StoryClock()
    start = datetime.now(UTC)
    house = open_house(folder, clock=clock)
    clock.at = start - timedelta(days=3)
    with house.ctx.transaction() as tx:
        helpdesk.write(tx, Helpdesk("Halo Lamps", "mon-fri 09:00-17:00", "Europe/Paris"))
        site = tx.sites.get(1)
        site.url = "https://halo-lamps.example"
    agent, other = house.agent(email="maya@halo.test"), house.agent(email="felix@halo.test")
    _articles(house)
    house.vendor(
        "lumen",
        name="Lumen Drivers",
        address="cases@lumen-drivers.example",
        product="Halo driver board",
        respond_hours=8,
    )
    house.vendor(
        "parcelhub",
        channel="webhook",
        name="ParcelHub",
        product="Shipping",
        respond_hours=2,
        resolve_hours=48,
    )
    references = []
    for number, (hours, name, email, subject, message, locale) in enumerate(requests):
        clock.at = start - timedelta(hours=hours)
        status = "spam" if number == PRIZE else "ok"
        references.append(
            house.submit(
                f"s-{number}",
                name=name,
                email=email,
                subject=subject,
                message=message,
                locale=locale,
                status=status,
            )
        )
        clock.at += timedelta(seconds=2)
        house.work()
    _early(house, clock, start, references, agent, other)
    _lamp(house, clock, start, references[LAMP], agent)
    arrivals.quarantine(
        house.ctx, "push", "main", json.dumps({"id": 7}).encode(), "id must be a text", "id"
    )
    clock.at = start - timedelta(minutes=50)
    drafts = _drafts(house, _actor(agent), references[LAMP], references[PARCEL])
    clock.at = None
    with house.ctx.reading() as tx:
        (suggested, _article), *_rest = tx.knowledge.suggestions(
            int(references[LAMP].removeprefix("HB-")) - 1000
        )
    return Story(
        house,
        agent,
        references[LAMP],
        references[-1],
        house.ticket_token(references[LAMP]),
        house.case_token(2),
        suggested.token,
        arrivals.quarantined(house.ctx)[0].id,
        *drafts,
    )


def _early(
    house: House,
    clock: StoryClock,
    start: datetime,
    references: list[str],
    agent: LoggedIn,
    other: LoggedIn,
) -> None:
    ctx, maya, felix = house.ctx, _actor(agent), _actor(other)
    clock.at = start - timedelta(hours=29)
    properties.change(ctx, felix, references[PARCEL], Change(category="Shipping"))
    escalation.escalate(
        ctx, felix, references[PARCEL], "parcelhub", "Please find parcel 88-1203 and tell us when."
    )
    clock.at = start - timedelta(hours=25)
    properties.change(ctx, maya, references[LOGIN], Change(category="Account", level=Level.L2))
    conversation.reply(
        ctx, maya, references[LOGIN], "Which address did you register with? I'll send a fresh link."
    )
    properties.change(ctx, felix, references[INVOICE], Change(category="Billing"))
    conversation.reply(
        ctx, felix, references[INVOICE], "Done: the corrected invoice is on its way.", solve=True
    )
    clock.at = start - timedelta(hours=19)
    properties.change(
        ctx,
        felix,
        references[REFUND],
        Change(category="Billing", priority=Priority.URGENT, assignee_id=other.id),
    )
    properties.change(ctx, maya, references[DIMMER], Change(assignee_id=agent.id, level=Level.L2))
    name = agent.name.partition(" ")[0].lower()
    conversation.note(ctx, felix, references[REFUND], f"@{name}, may I refund more than 200 euros?")
    house.work()


def _lamp(
    house: House, clock: StoryClock, start: datetime, reference: str, agent: LoggedIn
) -> None:
    """Replies, a note, a file, a refused mail, a vendor that takes the case and answers."""
    ctx, maya = house.ctx, _actor(agent)
    with ctx.reading() as tx:
        suggested = tx.knowledge.suggestions(int(reference.removeprefix("HB-")) - 1000)
    portal.open_suggestion(ctx, suggested[0][0].token)

    def at(hours: float) -> None:
        clock.at = start - timedelta(hours=hours)

    at(4.6)
    change = Change(
        category="Products", priority=Priority.HIGH, level=Level.L2, assignee_id=agent.id
    )
    properties.change(ctx, maya, reference, change)
    conversation.reply(
        ctx,
        maya,
        reference,
        "Hello Ann,\n\nthank you for trying that. Could you hold the button for ten seconds until "
        "the lamp blinks twice, and send a photo of the label under the base?\n\nMaya",
    )
    house.work()
    at(3.9)
    portal.visitor_reply(
        ctx,
        house.ticket_token(reference),
        "It blinked twice, but it still flickers. Here is the label.",
        (FileContent("label under base.png", "image/png", PNG),),
    )
    at(3.5)
    conversation.note(
        ctx,
        maya,
        reference,
        "Same batch (H7-2291) as two lamps from last month. Looks like the driver board.",
    )
    at(3.4)
    case = escalation.escalate(
        ctx,
        maya,
        reference,
        "lumen",
        "Batch H7-2291 flickers below 40 % after a power cut. Is there a firmware for the driver?",
    )
    house.work()
    at(2.5)
    token = house.case_token(2)
    vendor_portal.answer(ctx, token, "acknowledged", "", "INC0012")
    at(1.2)
    vendor_portal.answer(
        ctx,
        token,
        "comment",
        "Known fault of that batch. Firmware 2.4 fixes it; a replacement board is in stock too.",
        None,
    )
    escalation.write_to_vendor(ctx, maya, case.escalation, "Please send one replacement board.")
    house.work()
    at(0.9)
    house.post.refusal = DeliveryFailed("550 5.1.1 mailbox unavailable", permanent=True)
    conversation.reply(
        ctx,
        maya,
        reference,
        "Good news: a replacement board fixes this. It leaves today, with a guide to swap it.",
    )
    properties.change(ctx, maya, reference, Change(status=TicketStatus.OPEN))
    house.work()
    house.post.refusal = None


def _drafts(house: House, maya: Actor, lamp: str, parcel: str) -> tuple[int, int]:
    """One that is written here, and one that somebody went on with in WordPress meanwhile."""
    ctx = house.ctx
    written = drafting.begin(ctx, maya, lamp)
    differing = drafting.begin(ctx, maya, parcel)
    there = RemoteDraft(
        wp_id=41,
        status="draft",
        slug="",
        url="https://halo-lamps.example/?p=41",
        edit_url="https://halo-lamps.example/wp-admin/post.php?post=41&action=edit",
        title="Where is my parcel, and when does it come?",
        text="The tracking number stands in the shipping mail.\n\n- Wait for **four** working days."
        "\n- Then write to us.",
        whole=False,
        extras=("image",),
        digest="d" * 64,
        modified_at=ctx.clock.now(),
    )
    with ctx.transaction() as tx:
        row = tx.drafts.locked(differing)
        assert row is not None
        row.wp_id, row.wp_status, row.url, row.edit_url = 41, "draft", there.url, there.edit_url
        row.sent_revision, row.wanted_revision, row.revision = 1, 1, 2
        row.checked_at, row.theirs = ctx.clock.now(), publishing.theirs_of(there)
        tx.sites.mark_pulled(tx.sites.get(1), ctx.clock.now(), None)
    return written, differing


def _articles(house: House) -> None:
    with house.ctx.transaction() as tx:
        for number, (title, body) in enumerate(ARTICLES, 1):
            article = Article(
                site_id=1,
                wp_type="post",
                wp_id=number,
                status="publish",
                url=f"https://halo-lamps.example/help/{number}/",
                title=title,
                excerpt=body[:100],
                html=f"<p>{body}</p>",
                body=body,
                language="en",
                categories=[],
                modified_at=house.ctx.clock.now(),
            )
            tx.knowledge.add(article)
            tx.session.flush()
            tx.search.index(article)


def _actor(who: LoggedIn) -> Actor:
    return Actor(ActorKind.AGENT, who.name, who.id)
