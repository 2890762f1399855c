"""Takes one hostile mail into a helpdesk of its own, and tells what that cost, as JSON."""

import json
import sys
import time
from pathlib import Path

from bridge.config import load
from bridge.services.incoming_mail import mailroom
from bridge.wiring import build, migrate

HEAD = b"From: a@b.example\r\nTo: s@h.test\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n"
MIB = 1024 * 1024


def parts() -> bytes:
    name = b"../../%d\xe2\x80\xae\0.txt"
    one = b'--b\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n\r\nx\r\n'
    head = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"".join(one % number for number in range(2000)) + b"--b--\r\n"


def levels() -> bytes:
    nested = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    deep = b"".join(nested % (number, number) for number in range(60))
    return HEAD + deep + b"Content-Type: text/plain\r\n\r\ndeep words\r\n"


CASES = {
    "2,000 parts with evil names": parts,
    "60 levels": levels,
    "100,000 headers of one name": lambda: HEAD + b"X-A: 1\r\n" * 100_000 + b"\r\nbody\r\n",
    "a header of 10 MB": lambda: HEAD + b"X-Big: " + b"a" * 10_000_000 + b"\r\n\r\nbody\r\n",
    "a folded header of 10 MB": lambda: HEAD + b"X-Big:" + b" a\r\n" * 2_500_000 + b"\r\nbody",
    "1 GiB declared": lambda: (
        HEAD
        + b"Content-Length: 1073741824\r\nContent-Transfer-Encoding: base64\r\n"
        + b'Content-Type: application/x; name="x"\r\n\r\nAAAA\r\n'
    ),
    "24 MB of base64": lambda: (
        HEAD
        + b'Content-Transfer-Encoding: base64\r\nContent-Type: application/x; name="x"\r\n\r\n'
        + (b"A" * 76 + b"\r\n") * 320_000
    ),
    "24 MB of empty lines": lambda: HEAD + b"\r\n" + b"\n" * 24_000_000,
    "24 MB of open tags": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 4_900_000,
    "over the limit": lambda: HEAD + b"\r\nIt is large.\r\n" + b"x" * 60 * MIB,
}


def peak() -> int:
    """Greatest resident size so far, in MiB. `ru_maxrss` holds what our parent had too."""
    return int(Path("/proc/self/status").read_text("ascii").split("VmHWM:")[1].split()[0]) // 1024


def pieces(path: Path):
    with path.open("rb") as file:
        while piece := file.read(MIB):
            yield piece


def main(what: str, folder: Path) -> None:
    config = load({"HELPDESK_DATA_DIR": str(folder), "HELPDESK_SECRET_KEY": "k" * 32})
    path = folder / "mail.eml"
    migrate(config)
    ctx = build(config)
    mailroom.take(ctx, "support", HEAD + b"Content-Type: text/html\r\n\r\n<p>Hello</p>")
    idle, began = peak(), time.perf_counter()
    if path.stat().st_size > mailroom.LARGEST:
        sorted_ = mailroom.take_large(ctx, "support", pieces(path))
    else:
        sorted_ = mailroom.take(ctx, "support", path.read_bytes())
    seconds = time.perf_counter() - began
    told = {"outcome": sorted_.outcome, "over_idle": peak() - idle, "seconds": seconds}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
