"""Failures on demand: what real mail servers do to a sender on a bad day."""

import threading
from dataclasses import dataclass
from typing import Any, Literal, get_args

Mode = Literal["none", "4xx", "5xx", "hang", "cut_after_data"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next `count` mails; None means until it is changed.

    - `4xx`, `5xx`: refused after DATA (451, 554); with `recipient`, that one recipient at RCPT.
    - `hang`: no answer after DATA, until the sender gives up.
    - `cut_after_data`: the connection dies after DATA, before the 250.
    `keep`: whether the mail is kept although the sender hears nothing good. By default only a
    cut keeps it: the server had it, and a blind repeat would be a second mail.
    """

    mode: Mode = "none"
    count: int | None = None
    recipient: str | None = None
    keep: bool = False


class Faults:
    """The one fault in force. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault = Fault()
        self._left: int | None = None
        self._met = 0

    def set(self, fault: Fault) -> None:
        with self._lock:
            self._fault, self._left, self._met = fault, fault.count, 0

    def meet_at_data(self) -> Fault:
        """The fault for this mail; each call uses up one of `count`."""
        with self._lock:
            return Fault() if self._fault.recipient else self._meet()

    def meet_at_recipient(self, address: str) -> Fault:
        with self._lock:
            wanted = self._fault.recipient
            if wanted is None or wanted.casefold() != address.casefold():
                return Fault()
            return self._meet()

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {"mode": self._fault.mode, "left": self._left, "met": self._met}

    def _meet(self) -> Fault:
        if self._fault.mode == "none" or self._left == 0:
            return Fault()
        self._left = None if self._left is None else self._left - 1
        self._met += 1
        return self._fault


def fault_from(body: dict[str, Any]) -> Fault:
    """Reads `POST /api/faults`; raises ValueError in plain words."""
    mode: Mode = body.get("mode", "")
    count, recipient = body.get("count"), body.get("recipient")
    if mode not in get_args(Mode):
        raise ValueError(f"mode must be one of {', '.join(get_args(Mode))}.")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 1):
        raise ValueError("count must be a whole number from 1, or left out for no end.")
    if recipient is not None and (not isinstance(recipient, str) or mode not in ("4xx", "5xx")):
        raise ValueError("recipient must be an address, and goes with the modes 4xx and 5xx.")
    return Fault(mode, count, recipient, bool(body.get("keep", mode == "cut_after_data")))
