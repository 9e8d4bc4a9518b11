"""Reset links that one run stores for a later one."""

from pathlib import Path

import jwt
import pytest

from testkit.mail.links.aged_links import AgedLinks
from testkit.mail.links.reset_link import find_reset_link

URL = "https://portal.test/reset?token={}"


@pytest.mark.parametrize("left", ["", "[", "{}", "[1]", '[{"url": "https://portal.test"}]', "null"])
def test_a_damaged_file_holds_no_links(tmp_path: Path, left: str) -> None:
    aged = AgedLinks.of(tmp_path, "https://portal.test")
    aged.path.write_text(left, encoding="utf-8")
    link = find_reset_link(URL.format(jwt.encode({"email": "a@b.test", "exp": 1}, "k" * 32, algorithm="HS256")))
    assert link is not None

    assert aged.take() is None
    aged.store(link, "a@b.test")

    taken = aged.take()
    assert taken is not None
    assert taken[1] == "a@b.test"


def test_a_link_that_never_expires_keeps_none_from_being_taken(tmp_path: Path) -> None:
    aged = AgedLinks.of(tmp_path, "https://portal.test")
    for email, more in (("a@b.test", {}), ("c@d.test", {"exp": 1})):
        link = find_reset_link(URL.format(jwt.encode({"email": email, **more}, "k" * 32, algorithm="HS256")))
        assert link is not None
        aged.store(link, email)

    taken = aged.take()

    assert taken is not None
    assert taken[1] == "c@d.test"
