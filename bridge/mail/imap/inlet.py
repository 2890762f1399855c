"""A mailbox read over IMAP (RFC 3501, IDLE of RFC 2177), in the project's words and errors.

imap_tools does the connecting, the login and IDLE; messages are fetched raw past it, because it
would parse each one a second time.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from bridge.domain.errors import InletFault
from bridge.domain.ports import Encryption, FolderState, InletAccess, InletPlace, Listed
from bridge.mail.imap import idle
from bridge.mail.tls import system_trust

TIMEOUT = timedelta(seconds=30)
PIECE = 1024 * 1024
LISTED_AT_ONCE = 500
_ATTRIBUTES = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
_BROKEN = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError, ValueError)


class ImapInlets:
    """Fulfils the port Inlets. `tls` None: the system's certificate authorities."""

    def __init__(self, tls: ssl.SSLContext | None = None, timeout: timedelta = TIMEOUT) -> None:
        self._tls = tls
        self._timeout = timeout

    @contextmanager
    def open(self, access: InletAccess) -> Iterator["ImapInlet"]:
        box = self._connected(access.place)
        try:
            _log_in(box, access)
            yield ImapInlet(box, _selected(box, access.place))
        finally:
            with suppress(*_BROKEN):
                box.client.sock.settimeout(2)
                box.logout()
            with suppress(*_BROKEN):
                box.client.shutdown()

    def _connected(self, place: InletPlace) -> BaseMailBox:
        seconds = self._timeout.total_seconds()
        tls = self._tls or system_trust()
        where = f"{place.host}:{place.port}"
        try:
            box = _box(place, seconds, tls)
            _keep_alive(box.client.sock)
        except ssl.SSLCertVerificationError as error:
            why = f"{where} shows a certificate that is not valid: {error.verify_message}."
            raise InletFault(
                f"{why} Use the host's own name, or renew it.", lasting=True
            ) from error
        except ssl.SSLError as error:
            remedy = "Use imaps:// with port 993, imap+starttls:// with port 143."
            raise InletFault(f"No TLS with {where} ({error.reason}). {remedy}") from error
        except OSError as error:
            why = f"No connection to {where}: {error}."
            raise InletFault(f"{why} Check host and port, and the firewall.") from error
        except _BROKEN as error:
            raise InletFault(f"{where} is no usable mail server: {_said(error)}") from error
        return box


class ImapInlet:
    """Fulfils the port OpenInlet."""

    def __init__(self, box: BaseMailBox, state: FolderState) -> None:
        self._box = box
        self._client: Any = box.client
        self.state = state

    def first_since(self, at: datetime) -> int:
        found = [uid for uid in self._search(_since(at)) if uid < self.state.next_uid]
        return next(self._late(found, at), self.state.next_uid)

    def unseen(self, last_uid: int, since: datetime | None) -> list[int]:
        if last_uid < 1:
            return []
        which = f"UNSEEN UID 1:{last_uid}"
        if since is None:
            return self._search(which)
        return list(self._late(self._search(f"{which} {_since(since)}"), since))

    def listed(self, after_uid: int, most: int) -> list[Listed]:
        # `n:*` names the last message even when its UID is less than n
        found = sorted(uid for uid in self._search(f"UID {after_uid + 1}:*") if uid > after_uid)
        if not found:
            return []
        rows = self._rows(found[:most], "(UID RFC822.SIZE)")
        return sorted(
            (Listed(uid, _number(_SIZE, line)) for uid, line in rows), key=lambda row: row.uid
        )

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for item in self._fetched(uids, "(UID BODY.PEEK[])"):
            if isinstance(item, tuple) and (uid := _uid(item[0])) in uids:
                found[uid] = item[1]
        return found

    def pieces(self, uid: int, size: int) -> Iterator[bytes]:
        for start in range(0, size, PIECE):
            items = self._fetched([uid], f"(UID BODY.PEEK[]<{start}.{PIECE}>)")
            piece = next((item[1] for item in items if isinstance(item, tuple)), b"")
            if not piece:
                return
            yield piece

    def mark_seen(self, uids: Sequence[int]) -> None:
        if uids:
            # a NO is an answer, not a fault: over quota, or no right to set marks
            self._ask("STORE", _joined(uids), "+FLAGS.SILENT", "(\\Seen)", good=("OK", "NO"))

    def wait(self, longest: timedelta, stop: Event) -> bool:
        try:
            return idle.wait(self._box, longest, stop)
        except _BROKEN as error:
            raise InletFault(f"The connection ended while waiting: {_said(error)}") from error

    def _search(self, criteria: str) -> list[int]:
        idle.announced(self._client)  # this search finds it
        data = self._ask("SEARCH", criteria)
        return [int(word) for line in data if line for word in line.split() if word.isdigit()]

    def _late(self, uids: Sequence[int], at: datetime) -> Iterator[int]:
        """Those that the server took in at `at` or later, the least first. It counts in seconds."""
        at = at.replace(microsecond=0)
        for start in range(0, len(uids), LISTED_AT_ONCE):
            rows = self._rows(uids[start : start + LISTED_AT_ONCE], "(UID INTERNALDATE)")
            yield from sorted(uid for uid, line in rows if (_received(line) or at) >= at)

    def _rows(self, uids: Sequence[int], what: str) -> list[tuple[int, bytes]]:
        lines = [item for item in self._fetched(uids, what) if isinstance(item, bytes)]
        return [(uid, line) for line in lines if (uid := _uid(line)) in uids]

    def _fetched(self, uids: Sequence[int], what: str) -> list[Any]:
        return self._ask("FETCH", _joined(uids), what)

    def _ask(self, command: str, *arguments: str, good: tuple[str, ...] = ("OK",)) -> list[Any]:
        """One UID command; the untagged answers. Raises InletFault."""
        try:
            status, data = self._client.uid(command, *arguments)
        except _BROKEN as error:
            raise InletFault(f"The connection broke at {command}: {_said(error)}") from error
        if status not in good:
            raise InletFault(f"The server refused {command}: {_said(data)}")
        return list(data)


def _box(place: InletPlace, seconds: float, tls: ssl.SSLContext) -> BaseMailBox:
    match place.encryption:
        case Encryption.TLS:
            return MailBox(place.host, place.port, timeout=seconds, ssl_context=tls)
        case Encryption.STARTTLS:
            return MailBoxStartTls(place.host, place.port, timeout=seconds, ssl_context=tls)
        case Encryption.NONE:
            return MailBoxUnencrypted(place.host, place.port, timeout=seconds)


def _keep_alive(sock: socket.socket) -> None:
    """The kernel asks after a silent peer within minutes, so that a NAT keeps the way open."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _log_in(box: BaseMailBox, access: InletAccess) -> None:
    place = access.place
    try:
        if access.is_token:
            box.xoauth2(place.user, access.secret, initial_folder=None)
        elif place.user.isascii() and access.secret.isascii():
            box.login(place.user, access.secret, initial_folder=None)
        else:
            box.login_utf8(place.user, access.secret, initial_folder=None)
    except (imaplib.IMAP4.abort, OSError, EOFError) as error:
        why = f"{place.host} ended the connection at the login: {_said(error)}"
        raise InletFault(why) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        what = "access token" if access.is_token else "password"
        why = f"{place.host} refuses the user {place.user} with this {what}: {_said(error)}"
        raise InletFault(why, lasting=True) from error


def _selected(box: BaseMailBox, place: InletPlace) -> FolderState:
    try:
        try:
            box.folder.set(place.folder)
        except imaplib.IMAP4.readonly:
            box.folder.set(place.folder, readonly=True)
    except ImapToolsError as error:
        why = f"There is no folder {place.folder!r} in {place.user}'s mailbox: {_said(error)}"
        raise InletFault(why, lasting=True) from error
    except _BROKEN as error:
        raise InletFault(f"The folder {place.folder!r} can't be opened: {_said(error)}") from error
    client: Any = box.client
    validity, following = (_answered(client, name) for name in ("UIDVALIDITY", "UIDNEXT"))
    idles = "IDLE" in _capabilities(client)
    if following is None:  # RFC 3501 lets a server leave it out
        status, data = client.uid("SEARCH", "ALL")
        uids = [int(word) for line in data if line for word in line.split()]
        following = max(uids, default=0) + 1 if status == "OK" else 1
    return FolderState(validity or 0, following, idles)


def _capabilities(client: Any) -> tuple[str, ...]:
    """Asked again after the login: many servers tell of IDLE only then."""
    with suppress(*_BROKEN):
        _, data = client.capability()
        return tuple(data[-1].decode("ascii", "replace").upper().split())
    return tuple(client.capabilities)


def _answered(client: Any, name: str) -> int | None:
    _, data = client.response(name)
    return int(data[-1]) if data and data[-1] and data[-1].isdigit() else None


def _since(at: datetime) -> str:
    """The server searches by days of its own zone: begin two days earlier, then compare exactly."""
    return f"SINCE {(at - timedelta(days=2)).strftime('%d-%b-%Y')}"


def _joined(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _uid(line: bytes) -> int:
    return _number(_ATTRIBUTES, line)


def _number(pattern: re.Pattern[bytes], line: bytes) -> int:
    match = pattern.search(line)
    return int(match.group(1)) if match else 0


def _received(line: bytes) -> datetime | None:
    match = _RECEIVED.search(line)
    try:
        text = match.group(1).decode("ascii").strip() if match else ""
        return datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, UnicodeDecodeError):
        return None


def _said(error: object) -> str:
    """The server's words in one line, without what Python wraps around them."""
    words = error.args[0] if isinstance(error, BaseException) and error.args else error
    if isinstance(words, list | tuple):
        words = b" ".join(word for word in words if isinstance(word, bytes))
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join(text.split())[:300] or type(error).__name__
