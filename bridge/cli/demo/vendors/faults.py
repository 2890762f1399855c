"""A vendor's bad day: error answers and slowness on demand."""

import threading
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class VendorFault:
    """For the next `count` calls (None: all): wait `hang` seconds, then answer `status`.

    Without `status` the call is taken as usual: with `hang` the caller may give up on something
    that has arrived. `retry_after` is in seconds.
    """

    status: int | None = None
    retry_after: int | None = None
    hang: float = 0
    count: int | None = None


class VendorFaults:
    """The one fault in force. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.set(VendorFault())

    def set(self, fault: VendorFault) -> None:
        with self._lock:
            self._fault, self._left = fault, fault.count

    def meet(self) -> VendorFault:
        """The fault for this call; uses up one of `count`."""
        with self._lock:
            if self._left == 0:
                return VendorFault()
            self._left = None if self._left is None else self._left - 1
            return self._fault

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            fault = self._fault
            return {
                "status": fault.status,
                "retry_after": fault.retry_after,
                "hang": fault.hang,
                "left": self._left,
            }


def vendor_fault_from(body: dict[str, Any]) -> VendorFault:
    """Reads `POST /api/faults`; {} ends the fault. Raises ValueError in plain words."""
    status = _number(body, "status", 200, 599)
    retry_after = _number(body, "retry_after", 0, 86400)
    count = _number(body, "count", 1, 1_000_000)
    hang = body.get("hang") or 0
    if not isinstance(hang, int | float) or not 0 <= hang <= 600:
        raise ValueError("hang must be a number of seconds from 0 to 600.")
    return VendorFault(status, retry_after, hang, count)


def _number(body: dict[str, Any], name: str, least: int, most: int) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}.")
    return value
