"""Version 5 over HTTP: three hosts, cross-origin calls, and administrators' calls."""

from collections.abc import Iterator

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import Running, link_in, running


@pytest.fixture(scope="module")
def version_5(postbox: Postbox) -> Iterator[Running]:
    """A version 5 portal with two locations."""
    with running(postbox, "--version", "5", "--second-location") as sandbox:
        yield sandbox


def origin_of(address: str) -> str:
    return "/".join(address.split("/")[:3])


def test_portal_api_and_administrators_have_hosts_of_their_own(version_5: Running) -> None:
    said = version_5.said

    assert said["portal"] == f"{origin_of(said['portal'])}/harbour-house"
    assert len({origin_of(said["portal"]), said["api"], said["admin"]}) == 3
    assert said["locations"][1]["portal"].endswith("/garden-house")
    assert version_5.call("GET", "/api/public/businesses/current").json()["Id"] == 1
    assert version_5.call("GET", "/api/public/businesses/current", portal=said["locations"][1]["api"]).json()["Id"] == 2


def test_the_portal_s_own_host_only_looks_like_an_api(version_5: Running) -> None:
    portal = origin_of(version_5.portal)
    shown = version_5.call("GET", "/api/public/businesses/current", portal=portal)
    methods = "POST", "PUT", "DELETE", "OPTIONS"
    refused = [version_5.call(method, "/api/token", portal=portal).status_code for method in methods]

    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert refused == [405] * 4


def test_the_platform_returns_the_address_of_a_location_s_api(version_5: Running) -> None:
    path = "/api/sys/businesses/getByHost"
    found = version_5.call("GET", path, portal=version_5.admin, params={"host": "harbour-house"})
    unknown = version_5.call("GET", path, portal=version_5.admin, params={"host": "nobody"})

    assert found.json() == {"Id": 1, "WebAddress": version_5.api.removeprefix("http://")}
    assert unknown.status_code == 404


def test_administrators_calls_are_not_answered_by_a_location_s_api(version_5: Running) -> None:
    answer = version_5.call("GET", "/api/spaces/coworkers?Coworker_Email=x", auth=version_5.administrator)

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/api/token", "/api/sys/users/exchange?token=x&validForInMinutes=1440"])
def test_the_portal_and_no_other_site_may_call_the_api(version_5: Running, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-use-timezone"}
    ours, theirs = (
        version_5.call("OPTIONS", path, headers={**asked, "Origin": origin})
        for origin in (origin_of(version_5.portal), "http://elsewhere.example")
    )
    called = version_5.call("POST", path, headers={"Origin": origin_of(version_5.portal)})

    assert ours.status_code == 200
    assert ours.headers["Access-Control-Allow-Origin"] == origin_of(version_5.portal)
    assert "Access-Control-Allow-Origin" not in theirs.headers
    assert called.headers["Access-Control-Allow-Origin"] == origin_of(version_5.portal)
    assert called.headers["Access-Control-Expose-Headers"] == "Retry-After"


@pytest.mark.parametrize(("session", "sent"), [("local", False), ("cookie", True)])
def test_credentials_cross_origins_only_where_a_cookie_is_the_session(
    postbox: Postbox,
    session: str,
    sent: bool,  # noqa: FBT001
) -> None:
    with running(postbox, "--version", "5", "--session", session) as sandbox:
        answer = sandbox.call("POST", "/api/token", headers={"Origin": origin_of(sandbox.portal)})

    assert (answer.headers.get("Access-Control-Allow-Credentials") == "true") is sent


def test_the_portal_may_be_framed_and_may_call_its_api(version_5: Running) -> None:
    policy = version_5.call("GET", "/login", portal=version_5.portal).headers["Content-Security-Policy"]

    assert "frame-ancestors" not in policy
    assert {version_5.api, version_5.admin} < set(policy.partition("connect-src ")[2].split())


def test_calls_without_a_client_id_count_as_one_client(version_5: Running) -> None:
    member = version_5.member()
    older, newer = (version_5.session(member) for _ in range(2))

    assert version_5.refresh(older["refresh_token"]).status_code == 400
    assert version_5.refresh(newer["refresh_token"]).status_code == 200


def test_a_customer_without_an_invoicing_location_silently_belongs_to_the_first(
    version_5: Running, postbox: Postbox
) -> None:
    version_5.create("silent@example.com", Businesses=[2])
    version_5.create("named@example.com", Businesses=[2], InvoicingBusinessId=2)

    assert "Harbour House" in postbox.to("silent@example.com")["Subject"]
    assert "Garden House" in postbox.to("named@example.com")["Subject"]


def test_links_in_mails_can_lead_to_another_host(postbox: Postbox) -> None:
    with running(postbox, "--version", "5", "--mail-links", "localhost") as sandbox:
        email = sandbox.new_member().email
        sandbox.start(email)

        expected = sandbox.portal.replace("127.0.0.1", "localhost")
        assert link_in(postbox.to(email, 2)).startswith(f"{expected}/password-reset?token=")
