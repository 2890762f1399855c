"""`python -m bench [NAME…] [--list] [--json]`: a table for people, one list for programs."""

import argparse
import json
import logging
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

import structlog
from rich.console import Console
from rich.table import Table

from bench import drain, form_to_answer, intake, mail_quality, sync, visitor_time
from bench.rows import Row

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "form_to_answer": form_to_answer.run,
    "intake": intake.run,
    "drain": drain.run,
    "sync_full": sync.full,
    "sync_idle": sync.idle,
    "sync_many": sync.many,
    "visitor_time": visitor_time.run,
    "mail_parse": mail_quality.mail_parse,
    "reply_trim": mail_quality.reply_trim,
    "machine_mail": mail_quality.machine_mail,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="only the names")
    parser.add_argument("--json", action="store_true", help="one list, nothing else")
    wanted = parser.parse_args()
    if wanted.list:
        print("\n".join(BENCHES))
        return 0
    unknown = sorted(set(wanted.names) - set(BENCHES))
    if unknown:
        parser.error(f"no such bench: {unknown[0]}; known: {', '.join(BENCHES)}")
    with redirect_stdout(sys.stderr):  # what the measured parts say is not part of the answer
        rows = [row for name in wanted.names or BENCHES for row in _measured(name)]
    if wanted.json:
        print(json.dumps([row.as_dict() for row in rows], indent=1))
    else:
        _print(rows)
    return 0


def _measured(name: str) -> list[Row]:
    """The servers log as they do for users; here each line would only cost the bench's own time.

    Said before each bench, since one that starts the demo sets logging up for people.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    return BENCHES[name]()


def _print(rows: list[Row]) -> None:
    table = Table()
    for column in ("name", "value", "spread", "reference", "ratio", "aim", "met", "runs"):
        table.add_column(column)
    for row in rows:
        reference = row.reference
        table.add_row(
            row.name,
            f"{row.value:g} {row.unit}",
            f"{row.spread[0]:g} to {row.spread[1]:g}",
            f"{reference['what']}: {reference['value']:g}" if reference else "",
            "" if row.ratio is None else f"{row.ratio:.2f}",
            row.aim,
            "yes" if row.met else "NO",
            str(row.runs),
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    sys.exit(main())
