"""Reset links: the token is found wherever a portal puts it, and can be replaced or taken out there."""

import jwt
import pytest

from testkit.attacks.broken_links import SIGNATURE, with_changed_character, with_payload
from testkit.mail.links.reset_link import ResetLink, find_reset_link
from testkit.secrets.jwt import jwt_header, jwt_payload

TOKEN = jwt.encode({"email": "ada@portal.test", "exp": 2_000_000_000}, "k" * 32, algorithm="HS256")
PLACES = {
    "query": (f"https://portal.test/reset?token={TOKEN}", "https://portal.test/reset"),
    "query, first of two": (f"https://portal.test/reset?t={TOKEN}&lang=en", "https://portal.test/reset?lang=en"),
    "query, last of two": (f"https://portal.test/reset?lang=en&t={TOKEN}", "https://portal.test/reset?lang=en"),
    "path": (f"https://portal.test/reset/{TOKEN}", "https://portal.test/reset"),
    "path, in the middle": (f"https://portal.test/reset/{TOKEN}/new", "https://portal.test/reset/new"),
    "fragment": (f"https://portal.test/reset#{TOKEN}", "https://portal.test/reset"),
    "fragment parameter": (f"https://portal.test/#/reset?token={TOKEN}", "https://portal.test/#/reset"),
    "path in a parameter": (
        f"https://portal.test/?next=%2Freset%2F{TOKEN}&from=mail",
        "https://portal.test/?next=%2Freset&from=mail",
    ),
    "path in a parameter, without a slash": (
        f"https://portal.test/?next=reset/{TOKEN}",
        "https://portal.test/?next=reset",
    ),
    "path with parameters in a parameter": (
        f"https://portal.test/?next=%2Freset%3Ftoken%3D{TOKEN}%26lang%3Den&from=mail",
        "https://portal.test/?next=%2Freset%3Flang%3Den&from=mail",
    ),
}


def found(url: str) -> ResetLink:
    """The reset link that this address is."""
    link = find_reset_link(url)
    assert link is not None
    return link


@pytest.mark.parametrize(("url", "bare"), PLACES.values(), ids=PLACES)
def test_the_token_is_found_replaced_and_taken_out_where_it_stands(url: str, bare: str) -> None:
    link = found(url)

    assert link.token == TOKEN
    assert link.claims == {"email": "ada@portal.test", "exp": 2_000_000_000}
    assert link.with_token("another") == url.replace(TOKEN, "another")
    assert link.without_token == bare


@pytest.mark.parametrize(
    "url", ["https://portal.test/", "https://portal.test/?v=1.20.3", "https://a.b.c.portal.test/assets/app.min.js"]
)
def test_an_address_without_a_jwt_is_no_reset_link(url: str) -> None:
    assert find_reset_link(url) is None


def test_a_link_shows_host_and_path_and_no_token() -> None:
    assert repr(found(f"https://portal.test/reset?token={TOKEN}")) == "ResetLink(portal.test/reset)"
    assert repr(found(f"https://portal.test/?next=%2Freset%2F{TOKEN}")) == "ResetLink(portal.test/ to /reset)"


def test_a_damaged_signature_differs_in_one_character_and_keeps_the_claims() -> None:
    damaged = with_changed_character(TOKEN, SIGNATURE)

    assert sum(one != other for one, other in zip(damaged, TOKEN, strict=True)) == 1
    assert jwt_payload(damaged) == jwt_payload(TOKEN)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(damaged, "k" * 32, algorithms=["HS256"])


def test_another_payload_keeps_header_and_signature() -> None:
    changed = with_payload(TOKEN, b'{"email": "eve@portal.test"}')

    assert jwt_payload(changed) == {"email": "eve@portal.test"}
    assert jwt_header(changed) == jwt_header(TOKEN)
    assert changed.rpartition(".")[2] == TOKEN.rpartition(".")[2]


@pytest.mark.parametrize("exp", ["1e400", "1" + "0" * 400, "NaN", "true", '"soon"', "null"])
def test_an_expiry_that_is_no_time_is_named(exp: str) -> None:
    payload = '{"exp": ' + exp + "}"
    link = found(f"https://portal.test/reset?token={with_payload(TOKEN, payload.encode())}")

    with pytest.raises(pytest.fail.Exception, match="its claim exp is not a time"):
        _ = link.expires
