"""The link in the mail."""

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from e2e.expectations import expect_reset_view, expect_signed_in
from fixtures import LaterMail, Mailbox, Member, Portal, PortalApi, RenderedMail, ResetLink, Secret, Target
from testkit.attacks.reset_requests import ATTACKER, FORGED_HEADERS, request_with_forged_host
from testkit.mail.contents import secrets_in
from testkit.mail.links.redirects import fetch_as_scanner
from testkit.settings.addresses import host_of
from testkit.text import listed

OPENS_THE_VIEW = "The flow, 3: the link opens the Password reset view"
A_JWT = "The flow, 2 and 3: the link carries a one-time token, a JWT, with the member's email"
HOUR, DAY = 3600, 24 * 3600
CLOCK_SKEW = 300  # seconds that the portal's clock and this one may differ
BITS_PER_CHARACTER = 6  # base64url
"""How hard a signature is to guess follows from its length."""


@pytest.mark.documented(OPENS_THE_VIEW)
def test_the_link_can_be_clicked_in_the_mail_and_opens_the_reset_view(rendered_mail: RenderedMail) -> None:
    expect(rendered_mail.reset_link, "the mail shows the reset link").to_be_visible()

    portal = rendered_mail.follow_link()

    expect_reset_view(portal)


@pytest.mark.statement(6)
@pytest.mark.reported_with("rebase_links")
@pytest.mark.documented("The portal is on the location's own domain; the link opens its Password reset view")
def test_the_link_points_to_the_portal(mailed_link: ResetLink, target: Target) -> None:
    host, own = host_of(mailed_link.target), host_of(target.portal_url)
    assert host == own, f"expected the link to lead to the portal's own host, {own}; found {host}"


@pytest.mark.statement(6)
@pytest.mark.hardening("OWASP Forgot Password: the link uses HTTPS")
def test_the_link_uses_https_where_the_portal_does(mailed_link: ResetLink, target: Target) -> None:
    scheme, expected = urlsplit(mailed_link.target).scheme, urlsplit(target.portal_url).scheme
    assert scheme in {"https", expected}, f"expected the link to use {expected} as the portal does; found {scheme}"


@pytest.mark.documented(A_JWT)
def test_the_token_contains_the_email_of_the_member(mailed_link: ResetLink, member: Member) -> None:
    owners = {str(value).lower() for value in mailed_link.claims.values()}
    assert member.email.lower() in owners, (
        "expected a claim with the member's address; "
        f"the token has {listed(sorted(mailed_link.claims))}, none equal to it"
    )


@pytest.mark.statement(10)
@pytest.mark.documented("Complete Password Reset: the token expires after a short period")
def test_the_token_expires_within_a_day(mailed_link: ResetLink) -> None:
    expect_lifetime(mailed_link, DAY)


@pytest.mark.statement(10)
@pytest.mark.hardening("OWASP WSTG-ATHN-09: reset links rarely need to live longer than an hour")
def test_the_token_expires_within_an_hour(mailed_link: ResetLink) -> None:
    expect_lifetime(mailed_link, HOUR)


@pytest.mark.statement(8)
@pytest.mark.hardening("OWASP WSTG-ATHN-09: tokens are long enough to withstand guessing, 128 bits at least")
def test_the_signature_of_the_token_has_at_least_128_bits(mailed_link: ResetLink) -> None:
    bits = len(mailed_link.token.rpartition(".")[2]) * BITS_PER_CHARACTER
    assert bits >= 128, f"expected a signature of 128 bits or more; it has about {bits}"


@pytest.mark.hardening("RFC 8725, 2.7 and RFC 7519, 12: anybody can decode the payload, so it contains no secret")
@pytest.mark.usefixtures("own_password")  # known, so that it would be found
def test_the_token_contains_no_secret(member: Member, reset_link: ResetLink) -> None:
    found = secrets_in(reset_link)
    assert not found, f"expected no secret in the token of {member.email}; its payload contains {listed(found)}"


@pytest.mark.statement(7)
@pytest.mark.hardening("OWASP Forgot Password: the link is not built from the Host header")
@pytest.mark.parametrize("headers", FORGED_HEADERS)
def test_a_forged_host_header_does_not_change_the_link(
    member: Member,
    mailbox: Mailbox,
    portal_api: PortalApi,
    later_mail: LaterMail,
    headers: str,
) -> None:
    request_with_forged_host(headers, portal_api, member.email)

    later_mail.wait()
    expect_nothing_forged(mailbox)


@pytest.mark.statement(16)
@pytest.mark.hardening(
    "OWASP Forgot Password, single use: fetching a link does not use it up; mail scanners fetch it by GET and HEAD"
)
def test_a_mail_scanner_does_not_use_up_the_link(
    portal: Portal, reset_link: ResetLink, member: Member, new_password: Secret, portal_api: PortalApi
) -> None:
    fetch_as_scanner(reset_link, portal_api.http)

    portal.reset_password.open(reset_link.url)
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member, "by a link that HEAD and GET had fetched before, as by a mail scanner")


def expect_nothing_forged(mailbox: Mailbox) -> None:
    """No mail names the forged host, and no link leads there; no mail at all is fine as well."""
    for mail in mailbox.reset_mails():
        assert ATTACKER not in f"{mail.subject} {mail.text} {mail.html}", (
            f"expected a mail without the forged host; it contains {ATTACKER}"
        )
        hosts = [host_of(link.target) for link in mailbox.links_in(mail)]
        assert not any(ATTACKER in host for host in hosts), (
            f"expected no link to the forged host; found {listed(hosts)}"
        )


def expect_lifetime(link: ResetLink, seconds: float) -> None:
    """The token has an exp that lies in the future, within this time."""
    assert isinstance(link.claims.get("exp"), int | float), "expected the token to have an exp; it has none"
    ahead = link.expires - time.time()
    assert 0 < ahead <= seconds + CLOCK_SKEW, (
        f"expected the token to expire within {seconds / HOUR:g} h; it expires in {ahead / HOUR:.2f} h"
    )
