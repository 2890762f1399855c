"""Hands something to the bridge over HTTP and says in plain words what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import requests

TIMEOUT_SECONDS = 30

_REFUSALS = {
    401: "The bridge refused it: the token or the signature is wrong.",
    403: "The bridge refused it: not allowed.",
    404: "The bridge does not know this address.",
    413: "The bridge refused it: too large.",
    429: "The bridge asks to wait a moment. Try again.",
    503: "The bridge is not ready right now. Try again.",
}


@dataclass(frozen=True, slots=True)
class BridgeAnswer:
    """`status` is None when no HTTP answer came; `body` is the bridge's own text, cut at 4,000."""

    taken: bool
    status: int | None
    words: str
    body: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def post_to_bridge(url: str, body: bytes, headers: Mapping[str, str]) -> BridgeAnswer:
    """Never raises: a failure is an answer too."""
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the machine must not see loopback calls
        try:
            response = session.post(
                url, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.Timeout:
            return BridgeAnswer(False, None, "The bridge did not answer in time. Try again.")
        except (requests.RequestException, ValueError):
            return BridgeAnswer(False, None, f"The bridge cannot be reached at {url}.")
    return _read(response)


def _read(response: requests.Response) -> BridgeAnswer:
    status, text = response.status_code, response.text[:4000]
    said = _json_object(response)
    if 200 <= status < 300:
        return BridgeAnswer(True, status, _accepted_words(said), text)
    words = _REFUSALS.get(status, f"The bridge answered with an error ({status}).")
    detail = said.get("detail") or said.get("title")
    return BridgeAnswer(False, status, f"{words} It says: {detail}" if detail else words, text)


def _accepted_words(said: dict[str, Any]) -> str:
    words = "The bridge already had this one" if said.get("duplicate") else "The bridge took it"
    return f"{words}: {said['ticket']}." if said.get("ticket") else f"{words}."


def _json_object(response: requests.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
