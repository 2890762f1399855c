"""The one door for outbound HTTP: guarded, timed, capped (MAIL.md, "Security, in short")."""

import base64
import http.client
import ssl
import time
import weakref
from collections.abc import Mapping
from datetime import timedelta

import certifi
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.response import HTTPResponse

from bridge.net.allow import AllowList
from bridge.net.answers import Answer, EgressError, EgressFault
from bridge.net.connection import Connection, Limit, open_connection
from bridge.net.idle import IdleConnections
from bridge.net.lookup import Resolver, look_up, system_resolver
from bridge.net.target import IPAddress, Target, read_target, refused

MIB = 1024 * 1024
_CHUNK = 65536
_REPEATABLE = frozenset({"GET", "HEAD"})


class Egress:
    """Calls public http(s) addresses, and private ones that `allow` names.

    Thread-safe. Names are resolved once per connection and the connection goes to the address
    that was checked. Follows no redirect, reads no proxy from the environment.
    """

    def __init__(
        self,
        allow: tuple[str, ...] = (),
        timeout: timedelta = timedelta(seconds=10),
        max_bytes: int = 10 * MIB,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls` None trusts the system's and certifi's roots.

        Raises ConfigError when `allow` can't be read.
        """
        self._allow = AllowList(allow)
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._resolver = resolver
        self._tls = tls
        self._idle = IdleConnections()
        weakref.finalize(self, self._idle.close)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        auth: tuple[str, str] | None = None,
        timeout: timedelta | None = None,
        max_bytes: int | None = None,
    ) -> Answer:
        """One exchange. `timeout` spans all of it; `max_bytes` counts the decoded body.

        `auth` is (user, password) for Basic. Raises EgressError and nothing else.
        """
        begun = time.monotonic()
        limit = Limit(begun + (timeout or self._timeout).total_seconds())
        target = read_target(url)
        sent_headers = _headers(headers or {}, auth)
        while True:
            connection = self._connection(target, limit)
            try:
                response = _exchange(connection, method, target, sent_headers, body)
            except _StaleConnection:
                continue  # closed by the server while it was idle: nothing was lost
            break
        content = self._read(target, connection, response, max_bytes or self._max_bytes)
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=content,
            elapsed=timedelta(seconds=time.monotonic() - begun),
        )

    def close(self) -> None:
        """Closes the connections that wait for the next call."""
        self._idle.close()

    def _connection(self, target: Target, limit: Limit) -> Connection:
        connection = self._idle.take(target.origin)
        if connection is not None:
            connection.limit.deadline = limit.deadline
            return connection
        addresses = self._checked(target, look_up(target, self._resolver, limit.deadline))
        try:
            return open_connection(target, addresses, limit, self._context(target))
        except TimeoutError as error:
            raise EgressError("No time was left to connect.", EgressFault.CONNECT) from error

    def _context(self, target: Target) -> ssl.SSLContext | None:
        """Reading the roots takes some 30 ms, so it waits for the first https call."""
        if self._tls is None and target.scheme == "https":
            self._tls = _verifying_context()
        return self._tls

    def _checked(self, target: Target, found: list[IPAddress]) -> list[IPAddress]:
        plain = [getattr(ip, "ipv4_mapped", None) or ip for ip in found]
        good = [ip for ip in plain if self._allow.admits(target.host, ip, target.port)]
        if not good:
            raise refused(
                f"{target.host}:{target.port} is a private address or an unusual port;"
                " name it in HELPDESK_EGRESS_ALLOW if calls to it are meant."
            )
        return good

    def _read(
        self, target: Target, connection: Connection, response: HTTPResponse, max_bytes: int
    ) -> bytes:
        try:
            content = _body(response, max_bytes)
        except BaseException:
            connection.close()
            raise
        if response.headers.get("connection", "").lower() == "close" or not connection.sock:
            connection.close()
        else:
            self._idle.give_back(target.origin, connection)
        return content


class _StaleConnection(Exception):
    """A kept connection turned out to be dead before it carried anything back."""


def _exchange(
    connection: Connection,
    method: str,
    target: Target,
    headers: dict[str, str],
    body: bytes | None,
) -> HTTPResponse:
    """Sends and reads up to the end of the headers."""
    try:
        if connection.sock is None:
            connection.connect()
    except (NewConnectionError, TimeoutError, OSError, HTTPError) as error:
        connection.close()
        raise _not_connected(target, error) from error
    try:
        connection.request(method, target.path, body=body, headers=headers, preload_content=False)
        return connection.getresponse()
    except (TimeoutError, OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        connection.close()
        gone = isinstance(error, ConnectionError | http.client.RemoteDisconnected)
        if connection.used and gone and method in _REPEATABLE:
            raise _StaleConnection from error
        raise _unanswered(target, error) from error


def _not_connected(target: Target, error: Exception) -> EgressError:
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return EgressError(
            f"The TLS connection to {target.host} can't be trusted: {error}", EgressFault.TLS
        )
    return EgressError(f"{target.host}:{target.port} can't be reached.", EgressFault.CONNECT)


def _unanswered(target: Target, error: Exception, status: int | None = None) -> EgressError:
    if isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError):
        return EgressError(
            f"{target.host} did not answer in time.",
            EgressFault.TIMEOUT_BEFORE_ANSWER,
            status=status,
        )
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError | HTTPError):
        return refused(f"The request can't be sent: {error}")
    return EgressError(
        f"The connection to {target.host} broke before a readable answer.",
        EgressFault.LOST_AFTER_SEND,
        status=status,
    )


def _body(response: HTTPResponse, max_bytes: int) -> bytes:
    parts = bytearray()
    try:
        while chunk := response.read(_CHUNK, decode_content=True):
            parts += chunk
            if len(parts) > max_bytes:
                raise EgressError(
                    f"The answer is larger than {max_bytes} bytes.",
                    EgressFault.TOO_LARGE,
                    status=response.status,
                )
    except (TimeoutError, OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        late = isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError)
        kind = EgressFault.TIMEOUT_BEFORE_ANSWER if late else EgressFault.LOST_AFTER_SEND
        why = "The answer did not end in time." if late else "The answer broke off or is damaged."
        raise EgressError(why, kind, status=response.status) from error
    return bytes(parts)


def _headers(given: Mapping[str, str], auth: tuple[str, str] | None) -> dict[str, str]:
    headers = {"User-Agent": "helpdesk-bridge", "Accept-Encoding": "gzip, deflate", **given}
    for name, value in headers.items():
        if not value.isprintable() or not name.isprintable():
            raise refused(f"The header {name!r} holds control characters.")
    if auth is not None:
        token = base64.b64encode(":".join(auth).encode()).decode("ascii")
        headers["Authorization"] = f"Basic {token}"
    return headers


def _verifying_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
