"""Runs one server and ends it when the test run that owns it is gone, however it went.

Called as a script: keeper.py OWNER MARK SIGNAL USER COMMAND…
OWNER is a named pipe that the owning process holds open for writing; the kernel closes it even
when that process is killed. MARK is a file that the keeper removes once the server is gone.
SIGNAL is what asks the server to end, USER whom it runs as ("" for the caller). SIGTERM to the
keeper ends the server too.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

PATIENCE = 10.0  # seconds between asking a server to end and killing it


def wait_for_the_owner_to_go(pipe: str) -> None:
    """Blocks until nobody holds `pipe` open for writing; returns at once if nobody does."""
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # opening never blocks
    os.set_blocking(reader, True)
    while os.read(reader, 1):
        pass


def end(server: subprocess.Popen[bytes], asking: signal.Signals) -> None:
    """Ends the server and whatever it started in its own process group."""
    if server.poll() is None:
        os.killpg(server.pid, asking)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def leave_with(server: subprocess.Popen[bytes], mark: Path) -> None:
    """Ends this process as soon as the server has ended by itself."""
    code = server.wait()
    end(server, signal.SIGKILL)
    mark.unlink(missing_ok=True)
    os._exit(1 if code else 0)  # the main thread is blocked on the owner's pipe


def stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(owner: str, mark: str, asking: str, user: str, *command: str) -> None:
    signal.signal(signal.SIGTERM, stop)
    account = {"user": user, "group": user, "extra_groups": []} if user else {}
    server = subprocess.Popen(command, start_new_session=True, **account)
    threading.Thread(target=leave_with, args=(server, Path(mark)), daemon=True).start()
    try:
        wait_for_the_owner_to_go(owner)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end(server, signal.Signals[asking])
        Path(mark).unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
