"""First steps: is the site there, and where is its REST API?"""

from collections.abc import Mapping
from typing import Any

from bridge.domain.site_findings import SiteCode
from bridge.wordpress.checking import obstacles
from bridge.wordpress.checking.calls import Calls
from bridge.wordpress.checking.reading import Reading

INDEX = {"_fields": "namespaces,authentication"}
_TRACES = ("wp-content", "wp-includes", "xmlrpc.php?rsd", "api.w.org")

Index = Mapping[str, Any]


def find_index(calls: Calls) -> Index | None:
    """The API's index, with `calls.base` set to it; None when there is none for us, which is told.

    In the order of `RestClient`: /wp-json/, ?rest_route=, what the front page's Link header says.
    """
    asked = calls.address("", INDEX)
    first = calls.get(asked)
    if (index := _index(first)) is not None:
        if "rest_route=" in (calls.linked_base(first) or ""):
            calls.tell(SiteCode.PLAIN_PERMALINKS)
        return index
    if obstacle := obstacles.of_answer(first, asked):
        calls.add(obstacle)
        return None
    if first.code:
        return _refused(calls, first)
    return _elsewhere(calls, first)


def _refused(calls: Calls, first: Reading) -> Index | None:
    """The API is there and closed to strangers: what counts is whether it lets us in."""
    signed_in = calls.ask("", INDEX)
    index = _index(signed_in)
    if index is None:
        why = signed_in.code or first.code
        calls.tell(SiteCode.REST_OFF, why=why)
    return index


def _elsewhere(calls: Calls, first: Reading) -> Index | None:
    front = calls.get(f"{calls.site}/")
    usual = calls.base
    for base in (f"{calls.site}/?rest_route=/", calls.linked_base(front)):
        if base is None:
            continue
        calls.base = base
        reading = calls.get(calls.address("", INDEX))
        if (index := _index(reading)) is not None:
            if "rest_route=" in base:
                calls.tell(SiteCode.PLAIN_PERMALINKS)
            return index
    calls.base = usual
    if obstacle := obstacles.of_answer(front, f"{calls.site}/"):
        calls.add(obstacle)
    elif any(trace in front.text for trace in _TRACES):
        calls.tell(SiteCode.REST_OFF, why=f"/wp-json/ answers {first.status}")
    else:
        calls.tell(SiteCode.NOT_WORDPRESS, status=str(first.status))
    return None


def _index(reading: Reading) -> Index | None:
    data = reading.data
    good = reading.status == 200 and isinstance(data, Mapping)
    return data if good and isinstance(data.get("namespaces"), list) else None
