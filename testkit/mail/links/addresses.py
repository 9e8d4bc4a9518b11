"""The addresses that a mail offers to click, as mail programs and browsers understand them (docs/mail-links.md)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit, urlunsplit

# An address in plain text ends at whitespace, brackets, quotes, dashes, and at East Asian punctuation.
_END = r"\s<>\"'`\u00ab\u00bb\u2013-\u2026\u200b\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_IN_TEXT = re.compile(
    rf"(?P<before>[_*~|(\[]?)"
    rf"(?P<address>https?://[^{_END}]+|(?<![\w@./:-])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?[/?][^{_END}]*)",
    re.IGNORECASE,
)
_PAIRED = {")": "(", "]": "[", "}": "{"}
_SENTENCE_END = ".,;:!?'\")]}"
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?(?=[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class MailedAddress:
    """An address that a mail offers to click."""

    url: str
    selector: str = ""
    """The CSS selector of what is clicked in the HTML part; empty in the text part."""


def mailed_addresses(html: str, text: str) -> list[MailedAddress]:
    """The web addresses in a mail, those of its HTML part first."""
    parser = _Clickable()
    parser.feed(html)
    parser.close()
    found = [*parser.found, *(MailedAddress(url) for url in _addresses_in_text(text))]
    return [one for one in found if _is_web_address(one.url)]


def _addresses_in_text(text: str) -> Iterator[str]:
    for match in _IN_TEXT.finditer(text):
        yield _with_scheme(_without_punctuation(match["address"], match["before"]))


def _without_punctuation(address: str, before: str) -> str:
    """The address without the punctuation of its sentence, and without emphasis such as *…* and _…_ around it."""
    while address:
        last = address[-1]
        if last in _PAIRED and address.count(_PAIRED[last]) >= address.count(last):
            break
        is_emphasis = last in "_*~|" and (last == before or last != "_")
        is_foreign = not last.isascii() and unicodedata.category(last)[0] in "PS"
        if not (last in _SENTENCE_END or is_emphasis or is_foreign):
            break
        address = address[:-1]
        before = "" if is_emphasis else before
    return address


def as_browsers_read(href: str) -> str:
    """The address of an `href` or `action`: without the whitespace that browsers ignore around and inside it."""
    return re.sub(r"[\t\r\n]", "", href.strip(" \t\r\n\f")).replace(" ", "%20")


def _with_scheme(address: str) -> str:
    """The address with `http:` where a scheme is missing, as mail programs complete it."""
    if address.startswith("//"):
        return f"http:{address}"
    if not _HAS_SCHEME.match(address) and "." in address and _HOST.match(address):
        return f"http://{address}"
    return address


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a placeholder that was not filled in, such as https://[URL]
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


@dataclass
class _Form:
    """A form that submits by GET."""

    action: str
    selector: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address that submitting leads to; its own query is replaced by the fields, as browsers do."""
        parts = urlsplit(_with_scheme(as_browsers_read(self.action)))
        return urlunsplit(parts._replace(query=urlencode(self.fields)))


class _Clickable(HTMLParser):
    """Collects links, image maps and the buttons of forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[MailedAddress] = []
        self._form: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"a", "area"} and "href" in given:
            url = _with_scheme(as_browsers_read(given["href"]))
            self.found.append(MailedAddress(url, f"{tag}[href={_quoted(given['href'])}]"))
        elif tag == "form" and given.get("method", "get").lower() == "get":
            action = given.get("action", "")
            self._form = _Form(
                action, f"form[action={_quoted(action)}] :is(button, input[type=submit], input[type=image])"
            )
        elif tag in {"input", "button"} and self._form and given.get("name"):
            self._form.fields.append((given["name"], given.get("value", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._end_form()

    def close(self) -> None:
        super().close()
        self._end_form()

    def _end_form(self) -> None:
        if self._form:
            self.found.append(MailedAddress(self._form.url, self._form.selector))
            self._form = None


def _quoted(value: str) -> str:
    """A CSS string."""
    return '"' + re.sub(r'[\\"\x00-\x1f\x7f]', lambda char: f"\\{ord(char[0]):x} ", value) + '"'


def unflowed(text: str, raw: bytes) -> str:
    """The text part with the lines joined that `format=flowed; delsp=yes` has broken (RFC 3676).

    Without `delsp`, the space at the end of such a line is part of the text and ends an address.
    """
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    if part is None or part.get_content_type() != "text/plain":
        return text
    parameters = part["Content-Type"].params if part["Content-Type"] else {}
    if str(parameters.get("format", "")).lower() != "flowed" or str(parameters.get("delsp", "")).lower() != "yes":
        return text
    return re.sub(r"(?<!^--) \r?\n", "", text, flags=re.MULTILINE)
