"""A mail as evidence: readable, with a picture, and without a link that still works."""

import codecs
import email
import email.policy
import html
import time
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from playwright.sync_api import Browser

from evidence.recording.discover_secrets import from_mail
from testkit.secrets.vault import Vault

_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Mail:
    """A mail that a scenario received."""

    raw: bytes
    html: str | None
    subject: str
    sender: str
    arrived: str
    read: float = field(default_factory=time.time, compare=False)
    """When the scenario read it: an inbox may know the arrival to the second only."""


def redacted_eml(raw: bytes, vault: Vault) -> bytes:
    """Rewrite a mail without secrets: every part is decoded, redacted and encoded again, headers as well."""
    message = email.message_from_bytes(raw, policy=email.policy.default.clone(max_line_length=998))
    if any(part.get_content_maintype() == "multipart" and not part.is_multipart() for part in message.walk()):
        return _redacted(raw, vault)  # damaged: it can't be taken apart
    for part in message.walk():
        if part.get_content_maintype() == "text":
            from_mail(_decoded(part) or "", vault)
    for part in message.walk():
        _redact_headers(part, vault)
        if not part.is_multipart():
            _redact_content(part, vault)
    try:
        rewritten = message.as_bytes(policy=email.policy.SMTP.clone(max_line_length=998))
    except UnicodeEncodeError:  # a placeholder where only ASCII may stand, such as a boundary
        rewritten = raw
    return _redacted(rewritten, vault)  # what no decoder covers, such as a preamble


def _redacted(data: bytes, vault: Vault) -> bytes:
    return vault.redact_pieces(vault.redact_bytes(data))


def _redacted_text(text: str, vault: Vault) -> str:
    return _redacted(text.encode("utf-8", "surrogatepass"), vault).decode("utf-8", "surrogatepass")


def _decoded(part: MIMEPart | EmailMessage) -> str | None:
    """A part's text in whatever charset; None if it can't be decoded, or is no text and can't be searched as one."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return None
    charset = part.get_content_charset() or ("utf-16" if payload[:2] in _BYTE_ORDER_MARKS else "utf-8")
    try:
        return payload.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None


def _redact_headers(part: MIMEPart | EmailMessage, vault: Vault) -> None:
    for name, value in part.items():
        clean = _redacted_text(str(value), vault)
        if clean != str(value):
            del part[name]
            part[name] = " ".join(clean.encode("utf-8", "replace").decode().split())


def _redact_content(part: MIMEPart | EmailMessage, vault: Vault) -> None:
    if part.get_content_maintype() in {"image", "font"}:
        return  # as bytes, with the whole mail
    text = _decoded(part)
    subtype = part.get_content_subtype() if part.get_content_maintype() == "text" else "plain"
    encoding = "base64" if part["Content-Transfer-Encoding"] == "base64" else None
    if text is None:
        kind = f"{part.get_content_type()}, {part.get_content_charset() or 'without a charset'}"
        part.set_content(f"[Left out: this part could not be decoded ({kind}).]", subtype="plain")
    elif (clean := _redacted_text(text, vault)) != text:
        part.set_content(clean, subtype=subtype, cte=encoding)


def take_picture(mail: Mail, browser: Browser, path: Path, vault: Vault) -> None:
    """Take a picture of a mail as its reader saw it, from redacted HTML and without a network."""
    body = (
        mail.html or f"<pre style='font: 15px sans-serif; white-space: pre-wrap'>{html.escape(_text(mail.raw))}</pre>"
    )
    head = "".join(
        f"<p style='margin:2px 0'><b>{name}</b> {html.escape(value)}</p>"
        for name, value in (("Subject", mail.subject), ("From", mail.sender), ("Arrived", mail.arrived))
    )
    page_html = (
        f"<!doctype html><meta charset=utf-8><body style='margin:16px;font:15px sans-serif;background:#fff;color:#000'>"
        f"<header style='border-bottom:1px solid #999;padding-bottom:8px;margin-bottom:16px'>{head}</header>{body}"
    )
    with browser.new_context(
        viewport={"width": 720, "height": 480}, java_script_enabled=False, service_workers="block", offline=True
    ) as context:
        page = context.new_page()
        page.set_content(_redacted_text(vault.redact(page_html), vault), wait_until="domcontentloaded")
        page.screenshot(path=path, type="png", scale="css", full_page=True)


def _text(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    return (_decoded(part) if part else "") or "[This mail has no text that can be decoded.]"
