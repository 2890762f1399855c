"""A helpdesk at work: a ticket with everything in it, and another one beside it."""

from dataclasses import dataclass

from bridge.domain.actor import Actor
from bridge.domain.ports import FileContent
from bridge.domain.words import ActorKind, Door
from bridge.services.arrivals import arrivals
from bridge.services.articles import drafting
from bridge.services.tickets import conversation, lookup
from bridge.services.vendors import escalation
from bridge.services.visitors import portal, vendor_portal
from bridge.store.knowledge import Article
from tests.web.house import PNG, House

SECRET_NOTE = "Between us: the batch is faulty."
ASKED_ACME = "Acme, is there a new driver?"
SAID_BY_ACME = "Acme says: the driver is on its way."
ASKED_ZENITH = "Zenith, where is the parcel?"
SAID_BY_ZENITH = "Zenith says: the parcel is in Lyon."


@dataclass
class Scene:
    house: House
    agent: Actor
    reference: str = ""
    other: str = ""
    visitor: str = ""
    """Token of `/t/…` of the first ticket."""
    stranger: str = ""
    """The same of the other ticket."""
    acme: str = ""
    zenith: str = ""
    """Tokens of `/v/…`."""
    suggestion: str = ""
    draft: int = 0
    """An article that somebody began to write."""

    def files(self, reference: str = "") -> dict[str, int]:
        """Name → id of every file of a ticket."""
        with self.house.ctx.reading() as tx:
            row = lookup.found(tx, reference or self.reference)
            return {file.name: file.id for file in tx.attachments.of_ticket(row.id)}

    def counts(self) -> tuple[int, ...]:
        """Whatever a page's POST could change: messages, events, versions, cases, drafts."""
        found: list[int] = []
        with self.house.ctx.reading() as tx:
            for reference in (self.reference, self.other):
                ticket = lookup.found(tx, reference)
                cases = tx.vendors.escalations(ticket.id)
                found += [
                    len(tx.messages.of_ticket(ticket.id)),
                    len(tx.tickets.events(ticket.id)),
                    ticket.version,
                    len(cases),
                    sum(case.ended_at is not None for case, _vendor in cases),
                ]
            drafts = tx.drafts.page(None, 100)
        return (*found, len(drafts), sum(draft.revision for draft, _site in drafts))


def set_up(house: House) -> Scene:
    _article(house)
    who = house.agent(email="maya@desk.test")
    scene = Scene(house, Actor(ActorKind.AGENT, who.name, who.id))
    scene.reference = house.submit("s-1")
    scene.other = house.submit("s-2", name="Bob Gray", email="bob@elsewhere.test")
    house.work()
    scene.visitor = house.ticket_token(scene.reference)
    scene.stranger = house.ticket_token(scene.other)
    _files(scene)
    _cases(scene)
    with house.ctx.reading() as tx:
        ticket = lookup.found(tx, scene.reference)
        scene.suggestion = tx.knowledge.suggestions(ticket.id)[0][0].token
    scene.draft = drafting.blank(house.ctx, scene.agent)
    arrivals.quarantine(house.ctx, Door.PUSH, "main", b"{}", "id is missing", "id")
    return scene


def _article(house: House) -> None:
    body = "A lamp that flickers has a loose bulb: screw the bulb in again."
    with house.ctx.transaction() as tx:
        article = Article(
            site_id=1,
            wp_type="post",
            wp_id=1,
            status="publish",
            url="https://shop.test/help/lamp/",
            title="My lamp flickers",
            excerpt=body,
            html=f"<p>{body}</p>",
            body=body,
            language="en",
            categories=[],
            modified_at=house.ctx.clock.now(),
        )
        tx.knowledge.add(article)
        tx.session.flush()
        tx.search.index(article)


def _files(scene: Scene) -> None:
    ctx = scene.house.ctx
    portal.visitor_reply(ctx, scene.visitor, "See.", (_file("label.png", PNG),))
    portal.visitor_reply(ctx, scene.stranger, "See.", (_file("other.png", PNG),))
    note = (_file("inner.txt", b"inner", "text/plain"),)
    conversation.note(ctx, scene.agent, scene.reference, SECRET_NOTE, note)


def _cases(scene: Scene) -> None:
    house, ctx = scene.house, scene.house.ctx
    house.vendor("acme")
    house.vendor("zenith", address="cases@zenith.test", domains=["zenith.test"])
    for slug, ask in (("acme", ASKED_ACME), ("zenith", ASKED_ZENITH)):
        escalation.escalate(ctx, scene.agent, scene.reference, slug, ask)
    house.work()
    scene.acme, scene.zenith = house.case_token(1), house.case_token(2)
    secret = (_file("acme.txt", b"from acme", "text/plain"),)
    vendor_portal.answer(ctx, scene.acme, "comment", SAID_BY_ACME, "INC-7", secret)
    vendor_portal.answer(ctx, scene.zenith, "comment", SAID_BY_ZENITH, None)


def _file(name: str, content: bytes, kind: str = "image/png") -> FileContent:
    return FileContent(name, kind, content)
