"""The reset link in mails as mail services and editors make them: the address that is clicked, and its target."""

from email.message import EmailMessage
from urllib.parse import quote

import jwt
import pytest
from pytest_mailpit import Message

from testkit.mail.links.addresses import mailed_addresses, unflowed
from testkit.mail.mailbox import reset_links
from testkit.settings.access import PortalAccess

CLAIMS = {"email": "ada@portal.test", "exp": 2_000_000_000}
TOKEN = jwt.encode(CLAIMS, "k" * 32, algorithm="HS256")
LINK = f"https://portal.test/reset?token={TOKEN}"
CANCEL = jwt.encode({**CLAIMS, "jti": "2"}, "k" * 32, algorithm="HS256")
PURPOSE = jwt.encode({**CLAIMS, "purpose": "cancel"}, "k" * 32, algorithm="HS256")


def _dashed(address: str) -> str:
    """An address as Proofpoint's version 2 writes it in its own."""
    percent = {"-": "%2D", "_": "%5F"}
    encoded = quote("".join(percent.get(character, character) for character in address), safe="/%")
    return encoded.replace("/", "_").replace("%", "-")


def mail(*, html: str = "", text: str = "") -> Message:
    """A mail as Mailpit gives it."""
    return Message.from_api(
        {"ID": "1", "Date": "2026-11-26T18:00:00Z", "From": {"Address": "a@portal.test"}, "HTML": html, "Text": text}
    )


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (LINK, LINK),
        (f"https://portal.test/#access_token={TOKEN}&type=recovery", None),
        (f"https://portal.test/reset;t={TOKEN}", None),
        (f"https://portal.test/reset-{TOKEN}", None),
        (f"https://portal.test/reset?token={TOKEN.replace('.', '%2E')}", LINK),
        (f"https://click.test/L0/{quote(LINK, safe=':=')}/1/0102-000000/PErJ=365", LINK),
        (f"https://click.test/3s/{quote(LINK.removeprefix('https://'), safe='')}/abc/def", LINK),
        (f"https://safelinks.test/?url={quote(LINK, safe='')}&data=05%7C02&reserved=0", LINK),
        (f"https://safelinks.test/?url={quote(quote(LINK, safe=''), safe='')}", LINK),
        (f"https://urldefense.test/v3/__{LINK}__;!!Pe07N362zA!0k9s$", LINK),
        (f"https://urldefense.test/v2/url?u={_dashed(LINK)}&d=DwMFaQ&c=abc&r=d_e-f", LINK),
        (f"https://click.test/?to={LINK}", LINK),
        (f"https://click.test/go/{LINK}", LINK),
        (f"https://click.test/go/{LINK.replace('//', '/')}", LINK),
        (f"https://click.test/go/{quote(LINK)}", LINK),
        (f"https://a.test/?u={quote(f'https://b.test/?u={quote(LINK)}', safe='')}", LINK),
        (f"https://portal.test/go?to={quote(f'/reset-password?lang=en&token={TOKEN}', safe='')}", None),
        (
            f"https://portal.test/?next=%2Freset%2F{TOKEN.replace('.', '%2E')}",
            f"https://portal.test/?next=%2Freset%2F{TOKEN}",
        ),
    ],
)
def test_the_target_is_found_in_the_address_itself(url: str, target: str | None) -> None:
    (link,) = reset_links(mail(text=f"Reset: {url}\n"), PortalAccess())

    assert (link.url, link.token) == (url, TOKEN)
    assert link.target == (target or url)
    assert link.with_token("another") == link.target.replace(TOKEN, "another")


@pytest.mark.parametrize(
    "text",
    [
        f"{LINK}。",
        f"「{LINK}」",
        f"_{LINK}_",
        f"*{LINK}*",
        f"**{LINK}**",
        f"Go to {LINK}.",
        f"Go ({LINK}), now",
        f"[Reset]({LINK})",
        f"<{LINK}>",
        f"»{LINK}«",
        f"Is it {LINK}?",
        f"“{LINK}”،",
    ],
)
def test_punctuation_around_a_link_in_text_is_not_part_of_it(text: str) -> None:
    assert [link.url for link in reset_links(mail(text=text), PortalAccess())] == [LINK]


def test_the_underscore_and_hyphen_at_the_end_of_a_token_are_part_of_it() -> None:
    for end in "_-":
        url = f"https://portal.test/reset?token={TOKEN[:-1]}{end}"

        assert [one.url for one in mailed_addresses("", f"Reset: {url}\n")] == [url]


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{LINK}">Reset</a>',
        f'<a href=" {LINK}\n">Reset</a>',
        f'<a href="{LINK.replace("?", chr(10) + "?")}">Reset</a>',
        f'<map><area href="{LINK}"></map>',
        f'<form action="{LINK[:25]}"><input type="hidden" name="token" value="{TOKEN}"><button>Go</button></form>',
        f'<a href="{LINK.removeprefix("https:").replace("//", "http://")}">x</a>',
    ],
)
def test_what_is_clicked_in_html_leads_where_browsers_go(html: str) -> None:
    (link,) = reset_links(mail(html=html), PortalAccess())

    assert link.url.removeprefix("http:") in {LINK.removeprefix("https:"), LINK}


@pytest.mark.parametrize(
    ("html", "text"), [("", "portal.test/reset?token={}"), ('<a href="portal.test/reset?token={}">', "")]
)
def test_an_address_without_a_scheme_is_completed_as_mail_programs_do(html: str, text: str) -> None:
    (link,) = reset_links(mail(html=html.format(TOKEN), text=text.format(TOKEN)), PortalAccess())

    assert link.url == f"http://portal.test/reset?token={TOKEN}"


@pytest.mark.parametrize(
    "links",
    [
        (LINK, f"https://portal.test/cancel-reset?token={CANCEL}"),
        (f"https://portal.test/not-me?token={CANCEL}", LINK),
        (f"https://portal.test/action?token={PURPOSE}", LINK),
        (LINK, f"https://portal.test/r/2?token={CANCEL}"),
    ],
)
def test_a_second_link_with_a_token_of_its_own_is_another_action(links: tuple[str, str]) -> None:
    html = "".join(f'<a href="{link}">x</a>' for link in links)

    assert [link.url for link in reset_links(mail(html=html, text=" ".join(links)), PortalAccess())] == [LINK]


def test_two_tokens_for_the_same_place_are_two_reset_links() -> None:
    other = LINK.replace(TOKEN, CANCEL)

    assert [link.url for link in reset_links(mail(html=f'<a href="{LINK}">x</a>', text=other), PortalAccess())] == [
        LINK,
        other,
    ]


def test_a_text_part_that_is_flowed_is_joined_as_its_header_says() -> None:
    sent = EmailMessage()
    broken = f"Reset: {LINK[:40]} \n{LINK[40:80]} \n{LINK[80:]}\n"
    sent.set_content(broken)
    sent.set_param("format", "flowed")
    assert unflowed(broken, sent.as_bytes()) == broken
    sent.set_param("delsp", "yes")

    assert [link.url for link in reset_links(mail(text=unflowed(broken, sent.as_bytes())), PortalAccess())] == [LINK]


def test_the_clicked_element_has_a_selector() -> None:
    (one,) = mailed_addresses('<a href="https://portal.test/\nreset?a=&quot;1&quot;">x</a>', "")

    assert one.url == 'https://portal.test/reset?a="1"'
    assert one.selector == 'a[href="https://portal.test/\\a reset?a=\\22 1\\22 "]'
