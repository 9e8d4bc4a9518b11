"""Properties: the suite finds the link however a mail carries it, and the redacted mail holds no secret."""

import base64
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

import jwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mailpit import Message

from evidence.recording.mail import redacted_eml
from testkit.mail.mailbox import reset_links
from testkit.secrets.vault import Vault
from testkit.settings.access import PortalAccess

KEY = "k" * 32
PLACES = {
    "query": "https://portal.test/reset?token={}",
    "query among others": "https://portal.test/en/reset?lang=en&t={}&x=1",
    "path": "https://portal.test/reset/{}",
    "path in the middle": "https://portal.test/reset/{}/new",
    "fragment": "https://portal.test/reset#{}",
    "fragment parameter": "https://portal.test/#/reset?token={}",
    "fragment of parameters": "https://portal.test/reset#token={}&type=recovery",
}
WRAPPERS: dict[str, Callable[[str], str]] = {
    "none": lambda link: link,
    "path": lambda link: f"https://click.test/L0/{quote(link, safe=':=')}/1/0102-000000/PErJ",
    "path without a scheme": lambda link: f"https://click.test/3s/{quote(link.removeprefix('https://'), safe='')}/a/b",
    "parameter": lambda link: f"https://safelinks.test/?url={quote(link, safe='')}&data=05",
    "encoded twice": lambda link: f"https://click.test/?u={quote(quote(link, safe=''), safe='')}",
    "two wrappers": lambda link: f"https://a.test/?u={quote(f'https://b.test/?u={quote(link)}', safe='')}",
}
HTML = {
    "link": '<a href="{}">Choose</a>',
    "link with a line break": '<a href="\n{}\n">Choose</a>',
    "image map": '<map><area href="{}" alt="Choose"></map>',
}
TEXT = {
    "line": "Reset: {}\n",
    "sentence": "Go to {}.\n",
    "brackets": "Go on ({}).\n",
    "angle brackets": "<{}>\n",
    "emphasis": "*{}*\n",
    "Japanese": "「{}」。\n",
}
tokens = st.builds(
    lambda name, jti, exp: jwt.encode({"email": f"{name}@portal.test", "jti": jti, "exp": exp}, KEY, algorithm="HS256"),
    st.from_regex(r"[a-z]{3,12}", fullmatch=True),
    st.uuids().map(str),
    st.integers(1_700_000_000, 2_000_000_000),
)


@st.composite
def sent_mails(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A token, its link as it is mailed, and an HTML and a text part with that link."""
    token = draw(tokens)
    link = WRAPPERS[draw(st.sampled_from(sorted(WRAPPERS)))](
        PLACES[draw(st.sampled_from(sorted(PLACES)))].format(token)
    )
    parts = draw(st.sampled_from(["html", "text", "both"]))
    html = HTML[draw(st.sampled_from(sorted(HTML)))].format(link.replace("&", "&amp;")) if parts != "text" else ""
    text = TEXT[draw(st.sampled_from(sorted(TEXT)))].format(link) if parts != "html" else ""
    return token, link, html, text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sent_mails())
def test_the_seeded_link_is_found(mail: tuple[str, str, str, str]) -> None:
    token, link, html, text = mail
    received = Message.from_api(
        {"ID": "1", "Date": "2026-11-26T18:00:00Z", "From": {"Address": "a@portal.test"}, "HTML": html, "Text": text}
    )

    (found,) = reset_links(received, PortalAccess())

    assert (str(found.token), found.url) == (token, link)
    assert found.target.startswith("https://portal.test/")
    assert token not in found.without_token
    assert "another" in found.with_token("another")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sent_mails(),
    st.sampled_from(["7bit", "8bit", "quoted-printable", "base64"]),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16", "iso-2022-jp"]),
)
def test_the_redacted_mail_holds_no_secret(mail: tuple[str, str, str, str], encoding: str, charset: str) -> None:
    token, _, html, text = mail
    vault = Vault()
    vault.add("reset token", token)
    raw = eml(html, text, encoding, charset)

    redacted = redacted_eml(raw, vault)

    assert not vault.leaks(redacted)
    assert not any(piece.encode() in readable(redacted) for piece in token.split(".")[1:])


def eml(html: str, text: str, encoding: str, charset: str) -> bytes:
    """A mail with these parts in this charset and transfer encoding."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"], message["To"], message["Subject"] = "a@portal.test", "b@portal.test", "Reset your password"
    parts = [(kind, content) for kind, content in (("plain", text), ("html", html)) if content]
    message.make_alternative()
    for kind, content in parts:
        part = EmailMessage(policy=SMTP.clone(max_line_length=998))
        data = content.encode(charset, "xmlcharrefreplace")
        # UTF-16 has no lines that a mail could be broken at, so it always comes in Base64; 7bit holds ASCII only.
        needs_eight = encoding == "7bit" and not data.isascii()
        cte = "base64" if charset == "utf-16" else "8bit" if needs_eight else encoding
        part.set_content(data, "text", kind, cte=cte)
        part.set_param("charset", charset)
        message.attach(part)
    return message.as_bytes()


def readable(raw: bytes) -> bytes:
    """The mail and each of its parts, decoded and in UTF-8."""
    from email import message_from_bytes

    parts = [part.get_payload(decode=True) or b"" for part in message_from_bytes(raw).walk()]
    found = [part for part in parts if isinstance(part, bytes)]
    return b"\n".join([raw, *found, *(part.replace(b"\0", b"") for part in found), *map(base64.b64encode, found)])
