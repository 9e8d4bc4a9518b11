"""Customers that are looked for: an answer that lists nobody is not the same as one that can't be used."""

from pathlib import Path

import pytest

from harness.members.__main__ import remove
from testkit.api.client import PortalApi
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from tests.web_server import web_server

ADMINISTRATOR = Credentials(admin_email="admin@portal.test", admin_password=vault.add("credential", "admin-pass-9"))
MEMBER = '[[member]]\nfull_name = "Ada Byron"\nemail = "suite-1@mail.test"\n'
UNUSABLE = {
    "a limit": (429, "Too many requests"),
    "a server error": (503, ""),
    "no rights": (403, "Access Denied"),
    "a page": (200, "<p>Hello</p>"),
    "no list": (200, '{"Records": 5}'),
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=UNUSABLE)
def test_members_stay_in_the_pool_s_file_where_the_portal_does_not_say_that_they_are_gone(
    tmp_path: Path, answer: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("testkit.api.http.time.sleep", lambda _seconds: None)
    pool = tmp_path / "members.toml"
    pool.write_text(MEMBER, encoding="utf-8")

    with web_server(lambda *_: (answer[0], {}, answer[1])) as portal:
        api = PortalApi(portal.url, portal.url, ADMINISTRATOR)
        with pytest.raises(pytest.fail.Exception, match=f"to list customers, found {answer[0]}"):
            remove(api, pool)

    assert pool.read_text(encoding="utf-8") == MEMBER


def test_a_customer_who_is_not_listed_is_gone(tmp_path: Path) -> None:
    pool = tmp_path / "members.toml"
    pool.write_text(MEMBER, encoding="utf-8")
    others = '{"Records": [null, {"Id": 7, "Email": null}, {"Id": 8, "Email": "suite-11@mail.test"}]}'

    with web_server(lambda *_: (200, {}, others)) as portal:
        assert remove(PortalApi(portal.url, portal.url, ADMINISTRATOR), pool) == 0

    assert not pool.exists()
