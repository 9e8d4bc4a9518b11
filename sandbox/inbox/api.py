"""Mailpit's HTTP API, as far as the suite and pytest-mailpit use it: what is asked, and the answer."""

import contextlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sandbox.inbox.chaos import Chaos, ChaosError
from sandbox.inbox.mail import Mail
from sandbox.inbox.mailbox import Mailbox
from sandbox.inbox.search import SearchError
from sandbox.inbox.sending import SendError, mail_of
from sandbox.inbox.smtp import tags_of

VERSION = "embedded inbox"
PAGE_SIZE = 50
STARTED = time.monotonic()


@dataclass(frozen=True)
class Request:
    """What is asked; `place` holds the variable parts of the path."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    place: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Give the body; what is not a JSON object is refused, as by Mailpit."""
        try:
            data = json.loads(self.body)
        except ValueError:
            raise Refused(400, "the body is not JSON") from None
        if not isinstance(data, dict):
            raise Refused(400, "the body is not a JSON object")
        return data


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Act = Callable[[Request], Answer]


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than the one asked for."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.answer = Answer(status, body=words.encode())


class Api:
    """The API over one mailbox."""

    def __init__(self, mailbox: Mailbox, chaos: Chaos) -> None:
        self.mailbox = mailbox
        self.chaos = chaos
        message = r"/api/v1/message/(?P<id>\w+)"
        self.routes: list[tuple[str, str, Act]] = [
            ("GET", r"/(livez|readyz)", lambda _: Answer()),
            ("GET", r"/api/v1/messages", self.messages),
            ("PUT", r"/api/v1/messages", self.mark),
            ("DELETE", r"/api/v1/messages", self.delete),
            ("POST", r"/api/v1/send", self.send),
            ("GET", r"/api/v1/search", self.search),
            ("DELETE", r"/api/v1/search", self.delete_search),
            ("GET", r"/api/v1/tags", lambda _: as_json(list(self.mailbox.tags()))),
            ("PUT", r"/api/v1/tags", self.tag),
            ("GET", r"/api/v1/chaos", lambda _: as_json(self.chaos.as_json())),
            ("PUT", r"/api/v1/chaos", self.set_chaos),
            ("GET", r"/api/v1/info", self.info),
            ("GET", rf"{message}", self.message),
            ("GET", rf"{message}/raw", lambda request: Answer(body=self.found(request).raw)),
            ("GET", rf"{message}/headers", lambda request: as_json(self.found(request).headers())),
            ("GET", rf"{message}/part/(?P<part>[\d.]+)", self.part),
            ("GET", rf"{message}/(link-check|html-check)", self.not_available),
            ("GET", r"/view/(?P<id>\w+)\.html", self.view_html),
            ("GET", r"/view/(?P<id>\w+)\.txt", self.view_text),
            ("GET", r"/", self.overview),
        ]

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        for method, pattern, act in self.routes:
            if method == request.method and (match := re.fullmatch(pattern, request.path)):
                try:
                    return act(Request(method, request.path, request.query, request.body, match.groupdict()))
                except Refused as refused:
                    return refused.answer
                except (ChaosError, SearchError) as error:
                    return Refused(400, str(error)).answer
        return Refused(404, "404 page not found\n").answer

    def messages(self, request: Request) -> Answer:
        """List all mail, a page at a time."""
        return self.page(request, self.mailbox.all())

    def search(self, request: Request) -> Answer:
        """List the mail a search finds, a page at a time."""
        return self.page(request, self.mailbox.search(searched(request)))

    def page(self, request: Request, found: list[Mail]) -> Answer:
        """Give one page of a list, with the counts beside it."""
        start, limit = number(request, "start", 0), number(request, "limit", PAGE_SIZE)
        shown = found[start : start + limit]
        everything = self.mailbox.all()
        return as_json(
            {
                "total": len(everything),
                "unread": unread(everything),
                "count": len(shown),
                "messages_count": len(found),
                "messages_unread": unread(found),
                "start": start,
                "tags": list(self.mailbox.tags()),
                "messages": [mail.summary() for mail in shown],
            }
        )

    def mark(self, request: Request) -> Answer:
        """Mark mail as read or unread."""
        asked = request.json()
        self.mailbox.mark(asked.get("IDs") or [], read=bool(asked.get("Read")))
        return Answer(body=b"ok")

    def delete(self, request: Request) -> Answer:
        """Delete the named mail; where none is named, or nothing that can be read, all of it: as Mailpit does."""
        identifiers: list[str] = []
        with contextlib.suppress(Refused):
            identifiers = request.json().get("IDs") or []
        self.mailbox.delete(identifiers or [mail.identifier for mail in self.mailbox.all()])
        return Answer(body=b"ok")

    def delete_search(self, request: Request) -> Answer:
        """Delete the mail a search finds."""
        self.mailbox.delete([mail.identifier for mail in self.mailbox.search(searched(request))])
        return Answer(body=b"ok")

    def send(self, request: Request) -> Answer:
        """Keep a mail that was never sent by SMTP."""
        try:
            mail = mail_of(request.json())
        except (Refused, SendError) as error:
            return Answer(400, body=f"{json.dumps({'Error': str(error)})}\n".encode())
        mail.tags = tags_of(mail)
        self.mailbox.add(mail)
        return as_json({"ID": mail.identifier})

    def tag(self, request: Request) -> Answer:
        """Replace the tags of the named mail."""
        asked = request.json()
        self.mailbox.tag(asked.get("IDs") or [], asked.get("Tags") or [])
        return Answer(body=b"ok")

    def set_chaos(self, request: Request) -> Answer:
        """Replace all SMTP refusals."""
        self.chaos.replace(request.json())
        return as_json(self.chaos.as_json())

    def info(self, _: Request) -> Answer:
        """Tell what this is, and how much mail it holds."""
        everything = self.mailbox.all()
        size = sum(len(mail.raw) for mail in everything)
        return as_json(
            {
                "Version": VERSION,
                "LatestVersion": "disabled",
                "Database": "memory",
                "DatabaseSize": size,
                "Messages": len(everything),
                "Unread": unread(everything),
                "Tags": self.mailbox.tags(),
                "RuntimeStats": {
                    "Uptime": int(time.monotonic() - STARTED),
                    "Memory": size,
                    "MessagesDeleted": self.mailbox.deleted,
                    "SMTPAccepted": self.mailbox.accepted,
                    "SMTPAcceptedSize": self.mailbox.accepted_bytes,
                    "SMTPRejected": 0,
                    "SMTPIgnored": 0,
                },
            }
        )

    def message(self, request: Request) -> Answer:
        """Give a whole mail, which counts as reading it."""
        mail = self.found(request)
        mail.read = True
        return as_json(mail.details())

    def part(self, request: Request) -> Answer:
        """Give one file of a mail."""
        part = self.found(request).part(request.place["part"])
        if part is None:
            raise Refused(404, "404 page not found")
        name = part.file_name or part.content_id
        return Answer(200, part.content_type, part.content, {"Content-Disposition": f'filename="{name}"'})

    def not_available(self, _: Request) -> Answer:
        """Say that only the real Mailpit checks links and HTML."""
        raise Refused(501, "not available in the embedded inbox: it needs Mailpit")

    def view_html(self, request: Request) -> Answer:
        """Show a mail as a mail program would."""
        mail = self.found(request)
        mail.read = True
        if not mail.html:
            raise Refused(404, "This message does not contain a HTML part")
        return Answer(200, "text/html; charset=utf-8", mail.page().encode())

    def view_text(self, request: Request) -> Answer:
        """Show a mail's text."""
        mail = self.found(request)
        mail.read = True
        return Answer(body=mail.text.encode())

    def overview(self, _: Request) -> Answer:
        """Show people what has arrived."""
        rows = "".join(
            f'<li><a href="/view/{mail.identifier}.{"html" if mail.html else "txt"}">{escape(mail.subject)}</a> '
            f"to {escape(str(mail.message.get('To', 'nobody')))}, {mail.created:%H:%M:%S}</li>"
            for mail in self.mailbox.all()
        )
        page = f'<!doctype html><html lang="en"><title>Inbox</title><h1>Inbox</h1><ul>{rows}</ul>'
        return Answer(200, "text/html; charset=utf-8", page.encode())

    def found(self, request: Request) -> Mail:
        """Give the mail a request is about."""
        mail = self.mailbox.get(request.place["id"])
        if mail is None:
            raise Refused(404, "404 page not found")
        return mail


def as_json(data: object) -> Answer:
    """Answer with JSON."""
    return Answer(200, "application/json", f"{json.dumps(data, ensure_ascii=False)}\n".encode())


def searched(request: Request) -> str:
    """Give the search of a request, which must not be empty: it may be about deleting."""
    query = request.query.get("query", "").strip()
    if not query:
        raise Refused(400, "Error: no search query")
    return query


def number(request: Request, name: str, default: int) -> int:
    """Give a number in the query; anything else counts as not given."""
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else default


def unread(mails: list[Mail]) -> int:
    """Count the mail nobody has read."""
    return sum(not mail.read for mail in mails)
