"""A measured row, as CONTRACT's `--json` names its parts."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` is value over reference; `spread` the least and the greatest single run."""

    name: str
    value: float
    unit: str
    reference: dict[str, Any]
    ratio: float | None
    aim: str
    met: bool
    runs: int
    spread: tuple[float, float]
    settings: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"spread": list(self.spread)}


def rate_row(
    name: str,
    ours: Sequence[float],
    reference: Sequence[float],
    what: str,
    least_ratio: float,
    settings: dict[str, Any],
) -> Row:
    """Rates per second of paired runs: ours and the reference's in turn."""
    ratio = statistics.median(mine / bare for mine, bare in zip(ours, reference, strict=True))
    return Row(
        name=name,
        value=round(statistics.median(ours), 1),
        unit="1/s",
        reference={"what": what, "value": round(statistics.median(reference), 1)},
        ratio=round(ratio, 3),
        aim=f"ratio at least {least_ratio}",
        met=ratio >= least_ratio,
        runs=len(ours),
        spread=(round(min(ours), 1), round(max(ours), 1)),
        settings=settings,
    )
