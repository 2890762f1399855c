"""Waiting for news in an open folder (IDLE of RFC 2177, by imap_tools)."""

import imaplib
import time
from collections.abc import Iterable
from datetime import timedelta
from threading import Event
from typing import Any

from imap_tools.mailbox import BaseMailBox

LOOK_UP = timedelta(seconds=1)
"""How often whoever waits looks whether it shall stop."""
_NEWS = (b" EXISTS", b" RECENT")


def wait(box: BaseMailBox, longest: timedelta, stop: Event) -> bool:
    """Whether the server told of anything new. Raises what imaplib and imap_tools raise."""
    until = time.monotonic() + longest.total_seconds()
    idle: Any = box.idle
    idle.start()
    news = announced(box.client) or _tell_news(_at_hand(box.client))
    while not news and not stop.is_set() and (left := until - time.monotonic()) > 0:
        asked, longest_look = time.monotonic(), min(left, LOOK_UP.total_seconds())
        lines = idle.poll(timeout=longest_look)
        news = _tell_news(lines)
        if not lines and time.monotonic() - asked < longest_look / 2:
            break  # woken by nothing: the other side has ended it, as the next word tells
    # a peer that is silently gone does not answer this, and the time limit ends it
    _, last = idle.stop()
    return news or _tell_news(last)


def announced(client: Any) -> bool:
    """Whether new mail was told of with the answer to any command since the last call.

    A server may do so at any time and does not say it again (RFC 3501, section 7.3.1).
    """
    return client.untagged_responses.pop("EXISTS", None) is not None


def _tell_news(lines: Iterable[object]) -> bool:
    return any(isinstance(line, bytes) and line.endswith(_NEWS) for line in lines)


def _at_hand(client: Any) -> list[bytes]:
    """Lines that came in one breath with the answer to IDLE.

    They lie in a buffer (imaplib's, or that of TLS), and whoever waits for the socket, as
    imap_tools does, waits past them.
    """
    lines: list[bytes] = []
    sock = client.sock
    patience = sock.gettimeout()
    sock.settimeout(0)
    try:
        while True:
            lines.append(client._get_line())
    except OSError:
        pass
    except imaplib.IMAP4.abort as error:
        if "EOF" not in str(error):  # so imaplib calls it when nothing more is there
            raise
    finally:
        sock.settimeout(patience)
    return lines
