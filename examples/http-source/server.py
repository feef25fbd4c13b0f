#!/usr/bin/env python3
"""An HTTP source for Habeas over a SQLite file: copy it, put your own queries in place of these, keep the rest.

    HABEAS_KEY=... python3 server.py shop.sqlite 8099

Needs nothing but Python 3.9. The contract is in docs/http-source.md. Behind TLS in real life: put your usual proxy in
front, or wrap the socket. Port 0 takes a free one; the port is printed on the first line.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = os.environ["HABEAS_KEY"].encode()
TOLERANCE = 300  # seconds that the two clocks may be apart
REMEMBERED = 600  # seconds that an idempotency key is remembered

# Your tables: what each column is, the key, what points to what. The names are yours to choose.
TABLES = {
    "customers": {
        "key": ["id"],
        "columns": [
            {"name": "id", "type": "integer", "nullable": False},
            {"name": "email", "type": "text", "nullable": False},
            {"name": "name", "type": "text"},
            {"name": "vip", "type": "boolean", "nullable": False},
            {"name": "joined", "type": "date"},
        ],
        "unique": [["email"]],
        "links": [],
    },
    "orders": {
        "key": ["id"],
        "columns": [
            {"name": "id", "type": "integer", "nullable": False},
            {"name": "customer_id", "type": "integer"},
            {"name": "total", "type": "decimal", "nullable": False},
            {"name": "note", "type": "text"},
        ],
        "unique": [],
        "links": [{"columns": ["customer_id"], "table": "customers", "at": ["id"], "on_delete": "refuse"}],
    },
}


class Refused(Exception):
    """The data or a rule of the database refuses: nothing was changed."""


def columns(table):
    return {column["name"]: column["type"] for column in TABLES[table]["columns"]}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def checked(table, names):
    if table not in TABLES or not set(names) <= set(columns(table)):
        raise Refused
    return table


def as_json(table, row):
    """A row as it is sent: truth as true and false, money and decimals as text so that nothing is rounded."""
    kinds = columns(table)
    values = {}
    for name in kinds:
        value = row[name]
        if value is not None and kinds[name] == "boolean":
            value = bool(value)
        if value is not None and kinds[name] == "decimal":
            value = str(value)
        values[name] = value
    return {"values": values, "shared": False}


def where_key(table, key):
    names = TABLES[table]["key"]
    if len(key) != len(names):
        raise Refused
    return " AND ".join(quoted(name) + " = ?" for name in names), list(key)


def describe(_db, _body):
    return {"tables": [{"name": name, **table} for name, table in TABLES.items()]}


def folded(text):
    return text.strip().casefold() if isinstance(text, str) else text


def find(db, body):
    emails = [folded(email) for email in body["identifiers"].get("email", [])]
    marks = ", ".join("?" for _ in emails)
    people = db.execute(f"SELECT * FROM customers WHERE folded(email) IN ({marks})", emails).fetchall()
    ids = [row["id"] for row in people]
    orders = db.execute(f"SELECT * FROM orders WHERE customer_id IN ({', '.join('?' for _ in ids)})", ids).fetchall()
    return {"rows": {"customers": [as_json("customers", row) for row in people],
                     "orders": [as_json("orders", row) for row in orders]}}


def read(db, body):
    table = checked(body["table"], [])
    rows = []
    for key in body["keys"]:
        where, values = where_key(table, key)
        rows += db.execute(f"SELECT * FROM {quoted(table)} WHERE {where}", values).fetchall()
    return {"rows": [as_json(table, row) for row in rows]}


def list_rows(db, body):
    table = checked(body["table"], [])
    key = TABLES[table]["key"]
    names = ", ".join(quoted(name) for name in key)
    query, values = f"SELECT * FROM {quoted(table)}", []
    if body.get("after"):
        query += f" WHERE ({names}) > ({', '.join('?' for _ in key)})"
        values = list(body["after"])
    rows = db.execute(f"{query} ORDER BY {names} LIMIT ?", values + [int(body["limit"])]).fetchall()
    return {"rows": [as_json(table, row) for row in rows]}


def correct(db, body):
    table, column = checked(body["table"], [body["column"]]), body["column"]
    where, key = where_key(table, body["key"])
    change = f"UPDATE {quoted(table)} SET {quoted(column)} = ? WHERE {where} AND {quoted(column)} IS ?"
    if db.execute(change, [body["new"], *key, body["old"]]).rowcount:
        return {"result": "changed"}
    there = db.execute(f"SELECT 1 FROM {quoted(table)} WHERE {where}", key).fetchone()
    return {"result": "stale" if there else "gone"}


def erase(db, body):
    """All steps or none: the caller rolls back when one fails. A step that is done already changes nothing."""
    for step in body["steps"]:
        names = list(step.get("set", {}))
        table = checked(step["table"], names)
        where, key = where_key(table, step["key"])
        if step.get("delete"):
            db.execute(f"DELETE FROM {quoted(table)} WHERE {where}", key)
        else:
            change = ", ".join(f"{quoted(name)} = ?" for name in names)
            db.execute(f"UPDATE {quoted(table)} SET {change} WHERE {where}", [*step["set"].values(), *key])
    return {"done": len(body["steps"])}


def verify(db, body):
    """Where the person is still written: in every text of every table, the undeclared ones too if you can."""
    places = []
    for table in TABLES:
        for column, kind in columns(table).items():
            count = 0
            for email in body["identifiers"].get("email", []):
                query = f"SELECT count(*) FROM {quoted(table)} WHERE instr(folded({quoted(column)}), ?) > 0"
                count += db.execute(query, [folded(email)]).fetchone()[0] if kind == "text" else 0
            if count:
                places.append({"table": table, "column": column, "rows": count})
    return {"places": places}


VERBS = {"/describe": describe, "/find": find, "/read": read, "/list": list_rows,
         "/correct": correct, "/erase": erase, "/verify": verify}
CHANGES = {"/correct", "/erase"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answers = {}  # idempotency key: (time, status, body)

    def is_signed(self, body):
        date = self.headers.get("Habeas-Date", "")
        try:
            sent = datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()
        except ValueError:
            return False
        lines = ["v1", self.command, self.path, date, hashlib.sha256(body).hexdigest()]
        expected = "v1=" + hmac.new(KEY, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
        given = self.headers.get("Habeas-Signature", "")
        return abs(time.time() - sent) <= TOLERANCE and hmac.compare_digest(expected.encode(), given.encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.is_signed(body):
            return self.answer(401, {"error": "signature"})
        verb = VERBS.get(self.path)
        if verb is None:
            return self.answer(404, {"error": "verb"})
        known = self.headers.get("Idempotency-Key") if self.path in CHANGES else None
        now = time.monotonic()
        if known in self.answers and now - self.answers[known][0] < REMEMBERED:
            return self.answer(*self.answers[known][1:])
        db = connect()
        try:
            with db:  # commits, or rolls back when something is raised
                status, answer = 200, verb(db, json.loads(body))
        except (Refused, sqlite3.IntegrityError):
            status, answer = 422, {"error": "refused"}
        except (KeyError, TypeError, ValueError):
            status, answer = 400, {"error": "request"}
        except sqlite3.OperationalError:
            status, answer = 503, {"error": "busy"}
        finally:
            db.close()
        if known and status == 200:
            self.answers[known] = (now, status, answer)
        return self.answer(status, answer)

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing: a log must not hold what is asked about whom."""


def connect():
    db = sqlite3.connect(FILE, timeout=5)
    db.row_factory = sqlite3.Row
    db.create_function("folded", 1, folded, deterministic=True)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    return db


if __name__ == "__main__":
    FILE = sys.argv[1]
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
