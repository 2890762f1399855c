"""A batch of deliveries goes out: the mails over one session, the calls each by itself."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from bridge.domain.errors import DeliveryFailed, DeliveryUncertain
from bridge.domain.ports import MailSession, OutgoingMail, Receipt
from bridge.domain.words import DeliveryChannel
from bridge.services.context import Context
from bridge.services.outgoing import envelopes, mail_outlets
from bridge.services.outgoing.mail_outlets import Outlet
from bridge.store.deliveries import Delivery

S = TypeVar("S")
T = TypeVar("T")
Result = Receipt | DeliveryFailed | DeliveryUncertain


class HandingOver:
    """`_outlets` keeps what was found out about the mailboxes of this batch."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._open = ExitStack()
        self._session: MailSession | None = None
        self._outlets: dict[str | None, Outlet] = {}
        self._begun: tuple[int, OutgoingMail] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def begin(self, delivery: Delivery) -> None:
        """The server looks at a mail's sender while its try is written down.

        Only for one that takes no time to open: no file to fetch, no token to ask for.
        """
        self._begun = None
        known = delivery.channel == DeliveryChannel.MAIL and delivery.mailbox in self._outlets
        if self._session is None or not known or delivery.payload["attachments"]:
            return
        try:
            mail = self._mail(delivery)
        except DeliveryFailed:  # its try will say so
            return
        self._begun = delivery.id, mail
        self._session.begin(mail)

    def hand_over(self, delivery: Delivery) -> Result:
        try:
            if delivery.channel != DeliveryChannel.MAIL:
                call = _ready(envelopes.open_webhook, self._ctx, delivery.payload)
                return self._ctx.webhooks.post(call)
            if self._session is None:
                self._session = self._open.enter_context(self._ctx.mailer.session())
            if self._begun and self._begun[0] == delivery.id:
                return self._session.send(self._begun[1])
            return self._session.send(self._mail(delivery))
        except (DeliveryFailed, DeliveryUncertain) as failure:
            return failure

    def _mail(self, delivery: Delivery) -> OutgoingMail:
        slug = delivery.mailbox
        if slug not in self._outlets:
            self._outlets[slug] = _ready(mail_outlets.outlet, self._ctx, slug)
        mail = _ready(envelopes.open_mail, self._ctx, delivery.payload)
        return self._outlets[slug].of(mail)


def _ready(opened: Callable[[Context, S], T], ctx: Context, stored: S) -> T:
    """Raises DeliveryFailed: a file or a key that is missing today may be back tomorrow."""
    try:
        return opened(ctx, stored)
    except (OSError, LookupError, ValueError) as error:
        why = f"It could not be made ready: {type(error).__name__}: {error}"
        raise DeliveryFailed(why) from error
