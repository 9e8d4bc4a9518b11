"""What opening a mail fetches from the network."""

import pytest

from testkit.mail.html import fetched_on_opening, hosts_of

PIXEL = "https://track.example.net/open?id=7"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f'<img src="{PIXEL}">', id="image"),
        pytest.param(f'<img srcset="{PIXEL} 2x">', id="image set"),
        pytest.param(f'<table background="{PIXEL}">', id="background"),
        pytest.param(f'<p style="background: url({PIXEL})">', id="style"),
        pytest.param(f"<style>body {{ background: url('{PIXEL}') }}</style>", id="style sheet in the mail"),
        pytest.param(f'<style>@import "{PIXEL}";</style>', id="import"),
        pytest.param(f'<style>@import url("{PIXEL}");</style>', id="import of a quoted address"),
        pytest.param(f"<style>@import url({PIXEL});</style>", id="import of an address"),
        pytest.param(f'<link rel="stylesheet" href="{PIXEL}">', id="style sheet elsewhere"),
        pytest.param(f'<iframe src="{PIXEL}"></iframe>', id="frame"),
        pytest.param(f'<video poster="{PIXEL}"></video>', id="poster"),
    ],
)
def test_an_address_fetched_without_a_click_is_found(html: str) -> None:
    assert fetched_on_opening(html) == [PIXEL]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f'<a href="{PIXEL}">Choose</a>', id="link to click"),
        pytest.param('<img src="cid:logo">', id="part of the mail"),
        pytest.param('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', id="written into the mail"),
        pytest.param(f"<p>url({PIXEL})</p>", id="plain words"),
        pytest.param('<img src="https://[LOGO_URL]/logo.png">', id="placeholder that was not filled in"),
    ],
)
def test_links_and_parts_of_the_mail_are_not_fetched(html: str) -> None:
    assert fetched_on_opening(html) == []


def test_an_address_without_a_scheme_has_a_host() -> None:
    assert hosts_of(fetched_on_opening('<img src="//track.example.net/a"><img src="https://track.example.net/b">')) == {
        "track.example.net"
    }
