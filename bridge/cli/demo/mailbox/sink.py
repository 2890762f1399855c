"""The SMTP side: takes every mail for every address (RFC 5321), unless a fault is in force."""

import asyncio
import socket
import threading

from aiosmtpd.smtp import SMTP, Envelope, Session

from bridge.cli.demo.mailbox.faults import Faults
from bridge.cli.demo.mailbox.store import MailStore
from bridge.cli.demo.sandbox_process import port_of

MAX_MAIL_BYTES = 50 * 1024 * 1024
_REFUSALS = {
    "4xx": "451 4.3.0 Try again later (fault asked for by the sandbox)",
    "5xx": "554 5.6.0 Refused for good (fault asked for by the sandbox)",
}
_RECIPIENT_REFUSALS = {
    "4xx": "450 4.2.1 Mailbox busy (fault asked for by the sandbox)",
    "5xx": "550 5.1.1 No such mailbox (fault asked for by the sandbox)",
}


class _KeepEverything:
    """aiosmtpd's handler; the names of the hooks are its own."""

    def __init__(self, mails: MailStore, faults: Faults) -> None:
        self._mails = mails
        self._faults = faults

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        fault = self._faults.meet_at_recipient(address)
        if fault.mode in _RECIPIENT_REFUSALS:
            return _RECIPIENT_REFUSALS[fault.mode]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        fault = self._faults.meet_at_data()
        if fault.mode in _REFUSALS:
            return _REFUSALS[fault.mode]
        kept = self._keep(envelope) if fault.mode == "none" or fault.keep else "nowhere"
        if fault.mode == "cut_after_data" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        if fault.mode != "none":
            await asyncio.Event().wait()  # ends by cancellation when the connection is gone
        return f"250 2.0.0 Kept as {kept}"

    def _keep(self, envelope: Envelope) -> str:
        recipients = tuple(dict.fromkeys(envelope.rcpt_tos))
        content = envelope.original_content or b""
        return str(self._mails.add("received", envelope.mail_from or "", recipients, content).id)


class SmtpSink:
    """An SMTP server on an event loop in its own thread."""

    def __init__(self, listener: socket.socket, mails: MailStore, faults: Faults) -> None:
        self.port = port_of(listener)
        self._listener = listener
        self._handler = _KeepEverything(mails, faults)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Closes the port and every open connection."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        server = await self._loop.create_server(self._protocol, sock=self._listener)
        self._ready.set()
        await self._stopped.wait()
        server.close()

    def _protocol(self) -> SMTP:
        return SMTP(
            self._handler,
            hostname="sandbox.test",
            ident="Helpdesk Bridge sandbox",
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )
