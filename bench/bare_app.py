"""The reference of `intake`: a bare Flask route that checks the HMAC and does six inserts."""

import base64
import hashlib
import hmac
import os
import sqlite3
import threading

from flask import Flask, request

TABLES = ("submissions", "requesters", "tickets", "messages", "events", "effects")
INSERTS = [f"INSERT INTO {table} (a, b, c, d) VALUES (?, ?, ?, ?)" for table in TABLES]


def prepare(path: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a, b, c, d)")


def create_app() -> Flask:
    app = Flask("bare")
    key = base64.b64decode(os.environ["BARE_SECRET"].removeprefix("whsec_"))
    local = threading.local()

    def database() -> sqlite3.Connection:
        if not hasattr(local, "database"):
            local.database = sqlite3.connect(os.environ["BARE_DATABASE"], timeout=15)
            local.database.isolation_level = None
            local.database.execute("PRAGMA synchronous=FULL")
        return local.database

    @app.post("/hook")
    def hook() -> tuple[dict[str, bool], int]:
        body = request.get_data()
        stamp = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
        mac = base64.b64encode(hmac.digest(key, stamp.encode() + body, hashlib.sha256)).decode()
        if not hmac.compare_digest(f"v1,{mac}", request.headers["webhook-signature"]):
            return {"ok": False}, 401
        text = body.decode()
        rows = database()
        rows.execute("BEGIN IMMEDIATE")
        for insert in INSERTS:
            rows.execute(insert, (text[:40], "open", 1, text if "submissions" in insert else ""))
        rows.execute("COMMIT")
        return {"ok": True}, 202

    return app
