"""Stands for many idle sites: says what a real one said, after as long as that took.

`idle_site ANSWERS`; prints its port.

ANSWERS is a JSON file, path → answer. An address is `/<any site>/<path>`; queries don't matter,
since in them stand only times. Connections are kept, as by a web server in front of PHP.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave together
    answers: dict[str, dict[str, Any]]

    def do_GET(self) -> None:
        path = "/" + urlsplit(self.path).path.lstrip("/").partition("/")[2]
        said = self.answers[path]
        body = said["body"].encode("utf-8")
        time.sleep(said["seconds"])
        self.send_response(said["status"])
        for name, value in said["headers"].items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """A line per request would only cost time."""


class Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


if __name__ == "__main__":
    Handler.answers = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
