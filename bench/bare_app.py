"""The reference of `intake`: a bare Flask route that checks the HMAC and does six inserts."""

import base64
import hashlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Callable

import psycopg
from flask import Flask, request

TABLES = ("submissions", "requesters", "tickets", "messages", "events", "effects")
INSERTS = [f"INSERT INTO {table} (a, b, c, d) VALUES (?, ?, ?, ?)" for table in TABLES]


def prepare(path: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a, b, c, d)")


def prepare_postgresql(url: str) -> None:
    with psycopg.connect(url) as database:
        for table in TABLES:
            columns = "id bigserial PRIMARY KEY, a text, b text, c integer, d text"
            database.execute(f"CREATE TABLE {table} ({columns})")


class Rows:
    """Six inserts in one commit, on SQLite (a path) or PostgreSQL (an address)."""

    def __init__(self, place: str) -> None:
        if place.startswith("postgresql:"):
            self._run: Callable[..., object] = psycopg.connect(place, autocommit=True).execute
            self._begin, self._inserts = "BEGIN", [text.replace("?", "%s") for text in INSERTS]
        else:
            database = sqlite3.connect(place, timeout=15, isolation_level=None)
            database.execute("PRAGMA synchronous=FULL")
            self._run, self._begin, self._inserts = database.execute, "BEGIN IMMEDIATE", INSERTS

    def add(self, text: str) -> None:
        self._run(self._begin)
        for insert in self._inserts:
            whole = text if "submissions" in insert else ""
            self._run(insert, (text[:40], "open", 1, whole))
        self._run("COMMIT")


def create_app() -> Flask:
    app = Flask("bare")
    key = base64.b64decode(os.environ["BARE_SECRET"].removeprefix("whsec_"))
    local = threading.local()

    def rows() -> Rows:
        if not hasattr(local, "rows"):
            local.rows = Rows(os.environ["BARE_DATABASE"])
        return local.rows

    @app.post("/hook")
    def hook() -> tuple[dict[str, bool], int]:
        body = request.get_data()
        stamp = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
        mac = base64.b64encode(hmac.digest(key, stamp.encode() + body, hashlib.sha256)).decode()
        if not hmac.compare_digest(f"v1,{mac}", request.headers["webhook-signature"]):
            return {"ok": False}, 401
        rows().add(body.decode())
        return {"ok": True}, 202

    return app
