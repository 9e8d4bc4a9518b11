"""Security of the page."""

import pytest
from playwright.sync_api import expect

from e2e.expectations import expect_shown
from fixtures import (
    AnotherSite,
    MarkedUpMember,
    Member,
    Portal,
    PortalApi,
    ResetLink,
    Secret,
    Target,
    TrafficRecorder,
    WatchedReset,
)
from testkit.attacks.foreign_origins import foreign_origins, readable_from
from testkit.attacks.markup import MARKUP
from testkit.network.traffic import holds
from testkit.text import listed

NO_REFERRER = (
    "OWASP Forgot Password: the reset page sends Referrer-Policy: no-referrer, and loads nothing from third parties"
)
NOT_CACHED = "OWASP WSTG-ATHN-06: sensitive answers are not cached: Cache-Control: no-store"
NOT_KEPT = "OWASP ASVS 14.3.3: browser storage contains no sensitive data apart from session tokens"
NO_MARKUP = "OWASP ASVS 1.2.1: user input is encoded on output"


@pytest.mark.statement(40)
@pytest.mark.hardening(NOT_KEPT)
def test_no_secret_stays_in_the_browser(watched_reset: WatchedReset) -> None:
    secrets = watched_reset.secrets.items()
    kept = {name: places for name, secret in secrets if (places := watched_reset.traffic.left_behind(secret))}

    assert not kept, f"expected browser storage without used secrets; found {listed(kept)}"


@pytest.mark.statement(34)
@pytest.mark.hardening(NOT_CACHED)
def test_the_reset_page_is_not_cached(portal: Portal, traffic: TrafficRecorder, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)

    said = traffic.document.headers.get("cache-control", "")
    assert "no-store" in said, f"expected Cache-Control: no-store with the reset page; found {said!r}"


@pytest.mark.statement(33)
@pytest.mark.hardening(NO_REFERRER)
def test_the_reset_page_sends_no_referrer_or_has_no_token_in_its_url(
    portal: Portal, traffic: TrafficRecorder, reset_link: ResetLink
) -> None:
    portal.reset_password.open(reset_link.url)
    expect(portal.reset_password.form).to_be_visible()

    policy = traffic.document.headers.get("referrer-policy", "")
    assert "no-referrer" in policy or not holds(portal.page.url, reset_link.token), (
        f"expected Referrer-Policy: no-referrer, or an address without the token; found {policy!r} and the token"
    )


@pytest.mark.statement(33)
@pytest.mark.hardening(NO_REFERRER)
def test_the_reset_page_loads_nothing_from_other_sites(
    portal: Portal, traffic: TrafficRecorder, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)  # the script that rates passwords may be loaded only now
    portal.calls.wait_until_answered()

    foreign = traffic.foreign_origins()
    assert not foreign, f"expected requests to the portal only; the reset page also loads from {listed(foreign)}"


@pytest.mark.hardening("OWASP ASVS 3.4.6: frame-ancestors keeps other sites from framing the page (clickjacking)")
def test_another_site_cannot_frame_the_reset_page(another_site: AnotherSite, reset_link: ResetLink) -> None:
    shown = another_site.frame(reset_link.target)

    assert not shown, (
        f"expected the reset page to refuse framing; in the frame of another site it loaded {listed(shown)}"
    )


@pytest.mark.hardening("OWASP ASVS 3.4.2: only origins on a list may read answers with credentials (CORS)")
def test_no_other_site_can_read_answers_with_a_members_credentials(
    target: Target, portal_api: PortalApi, old_bearer: Secret
) -> None:
    """No other site can read answers with a member's credentials."""
    origins = foreign_origins(target.portal_url)
    readable = {origin: paths for origin in origins if (paths := list(readable_from(origin, portal_api, old_bearer)))}

    assert not readable, (
        f"expected no other origin to be allowed to read answers with credentials; allowed are {listed(readable)}"
    )


@pytest.mark.hardening(NO_MARKUP)
@pytest.mark.new_customer
def test_markup_in_a_name_is_shown_as_text(
    portal: Portal, marked_up_member: MarkedUpMember, new_password: Secret
) -> None:
    portal.reset_password.open(marked_up_member.link.url)
    expect(portal.reset_password.form).to_be_visible()
    expect(portal.page.locator(MARKUP.selector), "the reset view shows the name as text").to_have_count(0)

    portal.reset_password.set_password(new_password)

    expect_shown(portal, portal.dashboard.marks_of(marked_up_member.member), "the member to be signed in")
    expect(portal.page.locator(MARKUP.selector), "the dashboard shows the name as text").to_have_count(0)


@pytest.mark.hardening(NO_MARKUP)
@pytest.mark.new_customer
def test_markup_in_a_name_is_shown_as_text_in_the_mail(marked_up_member: MarkedUpMember) -> None:
    assert MARKUP.text not in marked_up_member.mail, (
        "expected the mail to show the name as text; it contains it as markup"
    )


@pytest.mark.hardening(NO_MARKUP)
def test_markup_in_the_claims_of_a_token_is_shown_as_text(
    portal: Portal, reset_link: ResetLink, member: Member
) -> None:
    portal.reset_password.open(MARKUP.in_claims_of(reset_link, member.email))

    # The view may show the form or redirect to sign-in; both are final.
    expect(portal.reset_password.form.or_(portal.sign_in.form)).to_be_visible()
    expect(portal.page.locator(MARKUP.selector), "the address in the token is shown as text").to_have_count(0)
