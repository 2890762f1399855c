"""An SMTP server that takes everything and keeps nothing; prints its port."""

import sys
import time
from typing import Any

from aiosmtpd.controller import Controller

from bridge.cli.valkey import free_port


class Nothing:
    """aiosmtpd calls this by its name."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 2.0.0 taken"


if __name__ == "__main__":
    port = free_port()
    controller = Controller(Nothing(), hostname="127.0.0.1", port=port)
    controller.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)
