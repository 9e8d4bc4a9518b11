"""Mailpit's search language: words and filters that must all hold, as parts of what they look at, ignoring case."""

import re
from collections.abc import Callable

from sandbox.inbox.html_text import text_of
from sandbox.inbox.mail import Mail

Condition = Callable[[Mail], bool]

ADDRESS_FILTERS = {
    "addressed": ("To", "From", "Cc", "Bcc", "Reply-To"),
    "to": ("To",),
    "from": ("From",),
    "cc": ("Cc",),
    "bcc": ("Bcc",),
    "reply-to": ("Reply-To",),
}
STATES: dict[str, Condition] = {
    "is:read": lambda mail: mail.read,
    "is:unread": lambda mail: not mail.read,
    "is:tagged": lambda mail: bool(mail.tags),
    "has:attachment": lambda mail: bool(mail.attachments),
    "has:attachments": lambda mail: bool(mail.attachments),
    "has:inline": lambda mail: bool(mail.inline),
    "has:inlines": lambda mail: bool(mail.inline),
}
UNKNOWN_HERE = ("after", "before", "larger", "smaller")


class SearchError(ValueError):
    """A filter of Mailpit's that the embedded inbox lacks; to ignore it would be a wrong answer."""


def matcher(query: str) -> Condition:
    """Make a search into one condition on a mail."""
    conditions = [condition for term in terms(query) if (condition := condition_of(term))]
    return lambda mail: all(condition(mail) for condition in conditions)


def terms(query: str) -> list[str]:
    """Split at blanks outside double quotes; the quotes themselves go."""
    found = re.findall(r'(?:"[^"]*(?:"|$)|[^ "])+', query)
    return [term for raw in found if (term := raw.replace('"', "").strip())]


def condition_of(term: str) -> Condition | None:
    """Make one term into a condition; a leading - or ! turns it round."""
    if len(term) > 1 and term[0] in "-!":
        positive = condition_of(term[1:])
        return None if positive is None else lambda mail: not positive(mail)
    if state := STATES.get(term.lower()):
        return state
    name, colon, value = term.partition(":")
    if colon and (name.lower() in ADDRESS_FILTERS or name.lower() in {"subject", "message-id", "tag"}):
        # Mailpit cleans every value but a subject, where blanks and signs count.
        return filter_of(name.lower(), value.lower() if name.lower() == "subject" else clean(value))
    if colon and name.lower() == "after" and value.isdecimal():  # Mailpit reads dates in other forms as well
        return lambda mail: mail.created.timestamp() * 1000 >= int(value)
    if colon and name.lower() in UNKNOWN_HERE:
        raise SearchError(f"the embedded inbox can't search by {name.lower()}:")
    words = clean(term)
    return (lambda mail: words in searchable(mail)) if words else None


def filter_of(name: str, value: str) -> Condition | None:
    """Make `name:value` into a condition; without a value it says nothing."""
    if not value:
        return None
    if name == "subject":
        return lambda mail: value in mail.subject.lower()
    if name == "message-id":
        return lambda mail: value in mail.message_id.lower()
    if name == "tag":
        return lambda mail: value in (tag.lower() for tag in mail.tags)
    headers = ADDRESS_FILTERS[name]
    return lambda mail: any(
        value in text.lower()
        for header in headers
        for address in mail.addresses(header)
        for text in (address["Name"], address["Address"])
    )


def searchable(mail: Mail) -> str:
    """Give everything a plain word is looked for in."""
    headers = ("From", "Subject", "To", "Cc", "Bcc", "Reply-To", "Return-Path")
    parts = [str(mail.message.get(header, "")) for header in headers]
    parts.append(text_of(mail.html, links=True) or mail.text)
    parts += [part.file_name for part in mail.attachments]
    return clean(" ".join(parts))


def clean(text: str) -> str:
    """Give text without the signs that addresses and lists are written with, in small letters."""
    return " ".join(re.sub(r'[\r\n\t><",;()]', " ", text).split()).lower()
