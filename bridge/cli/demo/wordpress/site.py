"""One WordPress site in a folder: serve it, stop it, run PHP inside it, put it back as it was."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.cli.demo.wordpress.commands import WordPressUnavailable, run
from bridge.cli.demo.wordpress.database import SCRIPTS, SiteDatabase, database_of
from bridge.cli.demo.wordpress.php import Php

HOST = "127.0.0.1"

# Two at least: WordPress calls itself back (cron, block editor) and would wait for itself.
_WORKERS = 4
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Login:
    """A WordPress account; `password` opens wp-login, `application_password` the REST API."""

    name: str
    password: str = ""
    application_password: str = ""


class Site:
    """A site in `folder`: `www/` is served, `private/` (database, mail, logs) never is.

    `admin` may do everything; `bridge` is the account that reads submissions and articles.
    """

    def __init__(self, folder: Path, php: Php) -> None:
        self.folder = folder
        self.php = php
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What wp-config.php reads too: `url`, `admin`, `bridge`, salts, switches."""
        settings: dict[str, Any] = json.loads(self._settings_file.read_text(encoding="utf-8"))
        return settings

    @property
    def url(self) -> str:
        """The site's address, without a slash at its end."""
        return str(self.settings["url"])

    @property
    def admin(self) -> Login:
        return Login(**self.settings["admin"])

    @property
    def bridge(self) -> Login:
        return Login(**self.settings["bridge"])

    @property
    def mail_folder(self) -> Path:
        """Every mail WordPress wanted to send, one JSON file each; nothing leaves the machine."""
        return self.folder / "private" / "mail"

    @property
    def debug_log(self) -> Path:
        """PHP's notices and errors, and what the plugin logged."""
        return self.folder / "private" / "debug.log"

    def change(self, **settings: object) -> None:
        """Writes `settings` over those in the file; WordPress reads them on its next request."""
        merged = {**self.settings, **settings}
        draft = self._settings_file.with_suffix(".new")
        draft.write_text(json.dumps(merged, indent=1), encoding="utf-8")
        draft.replace(self._settings_file)

    def start(self, port: int = 0, *, wait_seconds: float = 60, workers: int = _WORKERS) -> None:
        """Serves on `port` (0: the port of last time if it is free, else any free one).

        With one of `workers` it answers one request at a time, as the smallest hosting does.

        Returns once WordPress answers. Raises WordPressUnavailable when it does not in time.
        """
        port = port or _free_port(preferred=int(self.url.rpartition(":")[2]))
        self.change(url=f"http://{HOST}:{port}")
        command = [
            *self.php.command,
            "-d",
            "opcache.enable_cli=1",
            "-d",
            "upload_max_filesize=10M",
            "-d",
            "post_max_size=12M",
            "-S",
            f"{HOST}:{port}",
            "-t",
            str(self.folder / "www"),
            str(SCRIPTS / "router.php"),
        ]
        environment = {**os.environ, **self.php.env, "PHP_CLI_SERVER_WORKERS": str(workers)}
        with (self.folder / "private" / "server.log").open("ab") as log:
            # A session of its own: the server's children die only by a signal to the group.
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers(port, time.monotonic() + wait_seconds)

    def stop(self) -> None:
        """Ends the server and all its workers; does nothing when it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
                process.wait(_STOP_SECONDS)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue

    def evaluate(self, code: str, data: object = None) -> Any:
        """What the PHP statements `code` return inside WordPress; `$data` holds `data`."""
        return self.run_script("evaluate.php", {"code": code, "data": data})

    def set_connection(self, code: str) -> None:
        """Connects the plugin to a bridge, as pasting `code` into its settings would."""
        error = self.evaluate("return helpdesk_bridge_connect( $data );", code)
        if error:
            raise ValueError(str(error))

    def keep(self) -> None:
        """Remembers the database as it is now, for `reset`."""
        self._database.keep()

    def reset(self) -> None:
        """Puts the database back to what `keep` saw, also while the site runs."""
        self._database.reset()

    def run_script(self, name: str, data: object) -> Any:
        """Runs `name` of the set-up scripts with `data` as JSON on its input; its JSON answer."""
        output = run(
            [*self.php.command, SCRIPTS / name, self.folder / "www"],
            env=self.php.env,
            stdin=json.dumps(data),
        )
        try:
            return json.loads(output)
        except ValueError:
            raise WordPressUnavailable(f"{name} said: {output.strip()[-500:]}") from None

    @property
    def _settings_file(self) -> Path:
        return self.folder / "private" / "site.json"

    @property
    def _database(self) -> SiteDatabase:
        return database_of(self.settings, self.folder / "private", self.php)

    def _wait_until_it_answers(self, port: int, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if _answers(port):
                return
            time.sleep(0.05)
        self.stop()
        raise WordPressUnavailable(f"WordPress did not start; see {self.folder / 'private'}.")


def new_password() -> str:
    """16 characters that survive every keyboard and shell."""
    return secrets.token_hex(8)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", "/wp-json/helpdesk-bridge/v1/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _free_port(preferred: int) -> int:
    for port in (preferred, 0):
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
            except OSError:
                continue
            return int(candidate.getsockname()[1])
    raise WordPressUnavailable("No port of this machine is free.")
