"""The embedded inbox, for a machine that has no Mailpit: mail by SMTP, and the calls of Mailpit that the suite makes.

Those that check links and HTML or refuse mail need a real Mailpit. `python -m sandbox.inbox` serves it by itself.
"""

import asyncio
import json
import re
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property
from secrets import token_hex
from typing import Annotated, Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import Body, FastAPI, HTTPException
from fastapi.responses import HTMLResponse, PlainTextResponse

from sandbox.options import Parser
from sandbox.serving import Server, address_of, listen, when_ended

ADDRESS_FILTERS = {"addressed": ("From", "To", "Cc", "Bcc", "ReplyTo"), "to": ("To",), "from": ("From",)}


@dataclass
class Mail:
    """A received mail; `recipients` are those it was delivered to."""

    raw: bytes
    recipients: list[str]
    tags: list[str] = field(default_factory=list)
    identifier: str = field(default_factory=lambda: token_hex(11))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def people(self) -> dict[str, list[dict[str, str]]]:
        """Who wrote it and to whom; as hidden recipients those who got it without being named."""
        people = {}
        for part, header in (("From", "From"), ("To", "To"), ("Cc", "Cc"), ("ReplyTo", "Reply-To")):
            addresses = getattr(self.message.get(header), "addresses", ())
            people[part] = [{"Name": one.display_name, "Address": one.addr_spec} for one in addresses]
        named = {one["Address"].lower() for one in (*people["To"], *people["Cc"])}
        hidden = [{"Name": "", "Address": one} for one in self.recipients if one.lower() not in named]
        return people | {"Bcc": hidden}

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The mail as an entry of a list."""
        return {
            **self.people,
            "ID": self.identifier,
            "From": next(iter(self.people["From"]), None),
            "Subject": str(self.message.get("Subject", "")),
            "Created": self.created.isoformat(),
            "Tags": self.tags,
        }

    @cached_property
    def details(self) -> dict[str, Any]:
        """The whole mail."""
        date = self.message.get("Date")
        sent = parsedate_to_datetime(str(date)) if date else self.created
        return self.summary | {"Date": sent.isoformat(), "Text": self._body("plain"), "HTML": self._body("html")}

    def matches(self, term: str) -> bool:
        """Whether one term of a search in Mailpit's language holds, ignoring case; raises `HTTPException`."""
        if term[0] in "-!":
            return not self.matches(term[1:])
        name, colon, value = term.partition(":")
        if not colon:
            return term in " ".join(self.details[part] for part in ("Subject", "Text", "HTML")).lower()
        if name in ADDRESS_FILTERS:
            found = (f"{one['Name']} {one['Address']}" for part in ADDRESS_FILTERS[name] for one in self.people[part])
            return any(value in one.lower() for one in found)
        if name == "subject":
            return value in self.summary["Subject"].lower()
        if name == "after" and value.isdecimal():
            return self.created.timestamp() * 1000 >= int(value)
        # To ignore the filter would give a wrong answer.
        raise HTTPException(400, f"the embedded inbox can't search by {name}:")

    def _body(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part else ""


class Receiver:
    """What the SMTP server does with a mail."""

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep it."""
        mails.append(Mail(envelope.original_content or b"", envelope.rcpt_tos))
        return "250 OK"


mails: list[Mail] = []
"""All mail of this process, oldest first; only its event loop reads and changes it."""
api = FastAPI(openapi_url=None)


@api.get("/livez")
@api.get("/readyz")
async def ready() -> PlainTextResponse:
    """Answer, with the time in the header `Date`."""
    return PlainTextResponse("ok")


@api.get("/api/v1/info")
async def info() -> dict[str, Any]:
    """The version, and the number of mails."""
    return {"Version": "(embedded inbox)", "Messages": len(mails)}


@api.get("/api/v1/messages")
async def list_all(start: int = 0, limit: int = 50) -> dict[str, Any]:
    """All mail, a page at a time."""
    return page(mails[::-1], start, limit)


@api.get("/api/v1/search")
async def search(query: str, start: int = 0, limit: int = 50) -> dict[str, Any]:
    """The mail for which every term of a search holds, a page at a time."""
    terms = [term.replace('"', "").lower() for term in re.findall(r'(?:"[^"]*"|[^\s"])+', query)]
    return page([mail for mail in reversed(mails) if all(map(mail.matches, filter(None, terms)))], start, limit)


@api.delete("/api/v1/messages")
async def delete(body: Annotated[dict[str, Any] | None, Body()] = None) -> PlainTextResponse:
    """Delete the named mail; all of it where none is named, as Mailpit does."""
    named = (body or {}).get("IDs")
    mails[:] = [mail for mail in mails if named and mail.identifier not in named]
    return PlainTextResponse("ok")


@api.post("/api/v1/send")
async def send(asked: dict[str, Any]) -> dict[str, str]:
    """Keep a mail that is sent by HTTP, such as the marker on an account that is in use."""
    recipients = [one["Email"] for one in asked["To"]]
    message = EmailMessage()
    message["From"], message["To"] = asked["From"]["Email"], ", ".join(recipients)
    message["Subject"] = asked["Subject"]
    message.set_content(asked["Text"])
    mails.append(Mail(message.as_bytes(), recipients, asked["Tags"]))
    return {"ID": mails[-1].identifier}


@api.get("/api/v1/message/{identifier}")
async def show(identifier: str) -> dict[str, Any]:
    """One mail."""
    return found(identifier).details


@api.get("/api/v1/message/{identifier}/raw")
async def show_source(identifier: str) -> PlainTextResponse:
    """One mail, as it was sent."""
    return PlainTextResponse(found(identifier).raw)


@api.get("/view/{identifier}.html")
async def show_html(identifier: str) -> HTMLResponse:
    """The HTML of one mail, for a browser."""
    return HTMLResponse(found(identifier).details["HTML"])


@api.get("/api/v1/message/{identifier}/{check}-check")
async def check(identifier: str, check: str) -> None:
    """Refuse what only Mailpit can do."""
    raise HTTPException(501, f"the {check} check of {identifier} needs a real Mailpit")


@api.get("/api/v1/chaos")
async def chaos() -> None:
    """Refuse as a Mailpit does that was started without Chaos."""
    raise HTTPException(400, "Chaos is not enabled")


def found(identifier: str) -> Mail:
    """The mail with this id; raises `HTTPException`."""
    for mail in mails:
        if mail.identifier == identifier:
            return mail
    raise HTTPException(404, "there is no such mail")


def page(chosen: list[Mail], start: int, limit: int) -> dict[str, Any]:
    """A part of a list, as Mailpit gives it."""
    shown = [mail.summary for mail in chosen[start : start + limit]]
    return {"total": len(mails), "messages_count": len(chosen), "start": start, "messages": shown}


async def serve_inbox(http: socket.socket, smtp: socket.socket) -> None:
    """Serve on these sockets until cancelled."""
    # With a name given, aiosmtpd doesn't look up this machine's, which can take seconds.
    listener = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Receiver(), hostname="localhost", enable_SMTPUTF8=True, data_size_limit=None), sock=smtp
    )
    async with listener:
        await Server(api).serve([http])


async def main() -> None:
    """Print the addresses as one line of JSON, and serve until a signal or the end of standard input."""
    with listen(0) as http, listen(0) as smtp:
        serving = asyncio.ensure_future(serve_inbox(http, smtp))
        when_ended(serving.cancel, with_stdin=True)
        sys.stdout.write(json.dumps({"inbox": f"http://{address_of(http)}", "smtp": address_of(smtp)}) + "\n")
        sys.stdout.flush()
        with suppress(asyncio.CancelledError):
            await serving


if __name__ == "__main__":
    Parser("python -m sandbox.inbox", description=main.__doc__).parse_args()
    asyncio.run(main())
