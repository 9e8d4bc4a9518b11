"""Expectations that several scenarios share, each with the message that a failure shows."""

import re

from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from fixtures import Answer, Mailbox, Member, Portal, PortalApi, endpoints
from pages.controls import visible_texts
from testkit.text import listed

SIGN_INS = (endpoints.EXCHANGE, endpoints.TOKEN)
JWT_IN_QUERY = re.compile(r"[?&]token=[^&.]+\.[^&.]+\.")
"""The one-time token of an exchange; a page without one may send an empty parameter, or `null`."""


def expect_signed_in(portal: Portal, member: Member, when: str = "") -> None:
    """The member area is shown, also after a reload, and the API confirms the session; `when` goes into the failure."""
    expect_member_area(portal, member, when)
    with portal.calls.expect(endpoints.PROFILES, "after a reload, as for a member who is signed in,") as profiles:
        portal.page.reload()
    expect_profiles_of(profiles.value.answer, member)
    expect_member_area(portal, member)


def expect_member_area(portal: Portal, member: Member, when: str = "") -> None:
    """The page shows what only this member sees when signed in, and the API's answer to its own call names them."""
    assert appears(portal, portal.dashboard.marks_of(member).first), (
        f"expected {member.full_name} to be signed in{when and f' {when}'}; "
        f"the page shows {visible_headings(portal)} instead of their name, their email or a way to sign out"
    )
    portal.overlays.wait_until_dismissed()
    expect(
        portal.dashboard.greeting_of_another_member(member), f"if the page greets a member, it is {member.first_name}"
    ).to_have_count(0)
    expect_profiles_of(portal.calls.newest(endpoints.PROFILES, since=SIGN_INS).answer, member)


def expect_profiles_of(answer: Answer, member: Member) -> None:
    """The API accepts the session, and it is this member's."""
    assert answer.status == 200, f"expected the API to accept the new session; found coworkers/profiles {answer}"
    signed_in = str(answer.at("User", "Email") or "")
    assert signed_in.lower() == member.email.lower(), (
        f"expected a session of {member.email}; coworkers/profiles names {signed_in or 'nobody'}"
    )


def expect_sign_in_view(portal: Portal) -> None:
    """The sign-in view is shown, without a form for a new password."""
    assert appears(portal, portal.sign_in.password), (
        f"expected the sign-in view, a form with a password field; the page shows {visible_headings(portal)} instead"
    )
    expect(portal.reset_password.form, "no form for a new password is offered").to_have_count(0)


def expect_signed_out(portal: Portal, where: str = "") -> None:
    """The page asks to sign in, or leads to where it does, and shows nothing that only a signed-in member sees.

    From then on the API must accept no session, until the scenario ends or expects a member to be signed in. `where`
    goes into the failure.
    """
    assert appears(portal, portal.sign_in.password.or_(portal.sign_in.way_in).first), (
        f"expected to be signed out{where and f' {where}'}, with a way to sign in; "
        f"the page shows {visible_headings(portal)} instead"
    )
    portal.calls.expect_nobody_from_now()
    portal.calls.wait_until_answered()
    expect(portal.dashboard.marks, f"nobody is signed in any more{where and f' {where}'}").to_have_count(0)


def expect_reset_view(portal: Portal, when: str = "") -> None:
    """The reset view is shown with its form for a new password; `when` goes into the failure."""
    assert appears(portal, portal.reset_password.new_password), (
        f"expected the reset view{when and f' {when}'}, a form with a password field and no email field; "
        f"the page shows {visible_headings(portal)} instead"
    )


def expect_no_message(portal: Portal, elsewhere: Portal) -> None:
    """The sign-in view shows only what it shows in `elsewhere` as well: the redirect came without a message.

    Opened again in the same tab, a view may repeat its message: the tab's history and storage can hold it. A message
    may come later than the view, and be gone soon.
    """
    shown = portal.screen.texts()
    elsewhere.sign_in.open()
    expect(elsewhere.sign_in.password, "the sign-in view is shown in another tab").to_be_visible()
    portal.calls.wait_until_answered()
    shown += [line for line in portal.screen.texts() if line not in shown]
    said = elsewhere.screen.missing(shown)
    assert not said, f"expected a redirect to the sign-in view without a message; the view shows {listed(said)}"


def expect_not_signed_in(portal: Portal) -> None:
    """Nobody is signed in, and nobody is until the scenario ends or expects a member to be."""
    portal.calls.expect_nobody()
    portal.calls.wait_until_answered()
    expect(portal.dashboard.marks, "nobody is signed in").to_have_count(0)
    exchanged = [one for one in portal.calls.made(endpoints.EXCHANGE) if JWT_IN_QUERY.search(one.url)]
    assert not exchanged, "expected no sign-in; the page exchanged a one-time token for a session"


def expect_password_unchanged(portal_api: PortalApi, member: Member, *, tried: str) -> None:
    """The attempted password does not sign in, and the member's own one, where it is known, still does."""
    assert not portal_api.lets_in(member.email, tried), "expected the attempted password not to be set; it signs in"
    if member.password:
        assert portal_api.lets_in(member.email, member.password), (
            "expected the member's own password to stay valid; it no longer signs in"
        )


def expect_confirmation(portal: Portal, before: list[str]) -> None:
    """The view confirms the request with something new to read."""
    assert portal.screen.new_texts(before), "expected a confirmation that the mail was sent; the view shows nothing new"


def expect_error_shown(portal: Portal, before: list[str], *, success: list[str]) -> None:
    """The view shows something new that it does not also show after a success, or on another view without an error."""
    assert portal.screen.new_texts([*before, *success]), (
        "expected the view to show an error; it shows nothing new, or only what is shown without an error"
    )


def expect_trying_again_to_work(portal: Portal) -> None:
    """What an error offers to try again does something, once nothing is in its way; not all errors offer it."""
    portal.try_again()
    expect(
        portal.way_to_try_again, "what the error offers to try again works: it is gone once it was pressed"
    ).to_have_count(0)


def expect_readable(portal: Portal, messages: list[str]) -> None:
    """The view shows each of the server's messages, whatever its wording."""
    assert messages, "expected the server's refusal to contain a message; it contains none"
    hidden: dict[str, list[str]] = {}
    for message in messages:
        if why := portal.screen.why_unreadable(message):
            hidden.setdefault(why, []).append(message)
    assert not hidden, (
        f"expected each message of the server to be readable; {listed(hidden)}; "
        f"the page shows {visible_headings(portal)}"
    )


def expect_announced(portal: Portal, messages: list[str]) -> None:
    """Assistive technology announces each message: in a live region, by focus, or as the field's description."""
    assert messages, "expected the server's refusal to contain a message; it contains none"
    silent = [message for message in messages if not portal.screen.announces(message)]
    assert not silent, f"expected assistive technology to announce each message; not announced: {listed(silent)}"


def expect_refused_token(answer: Answer, what: str = "the token") -> None:
    """The documented answer to a token that is invalid, expired or used, or to what else is wrong with a completion."""
    assert answer.status == 400, f"expected {what} to be refused with 400; found {answer}"
    assert answer.envelope.get("WasSuccessful") is False, f"expected WasSuccessful: false; found {answer}"
    assert answer.envelope.get("Value") is None, "expected no Value with a refusal; found one"


def expect_no_session(answer: Answer, whose: str = "this client") -> None:
    """The documented answer of coworkers/profiles to a client without a session."""
    assert answer.status == 401, f"expected {whose} to have no session (401 from coworkers/profiles); found {answer}"


def expect_no_mail(mailbox: Mailbox, whose: str) -> None:
    """This mailbox is empty; ask only once later mail has arrived."""
    count = mailbox.count()
    assert count == 0, f"expected no mail to {whose}; {count} arrived"


def expect_renewal_refused(answer: Answer, what: str) -> None:
    """The documented answer to a refresh token that no longer works: an error, and no new session."""
    assert answer.status in {400, 401}, f"expected {what} to be refused (400 or 401); found {answer}"
    assert not answer.contains_tokens, f"expected {what} to start no session; the refusal contains a token"


def expect_exchange_refused(answer: Answer, what: str) -> None:
    """The documented answer to a one-time token that is missing, invalid, expired or used: 400 or 401."""
    assert answer.status in {400, 401}, f"expected the exchange call to refuse {what} (400 or 401); found {answer}"
    assert not answer.envelope.get("token"), f"expected no session for {what}; the refusal contains a bearer token"


def expect_sign_in_refused(answer: Answer, what: str, *errors: str) -> None:
    """The documented refusal of a sign-in, with one of these errors and without a token."""
    assert answer.status == 400, f"expected api/token to refuse {what} with 400; found {answer}"
    assert answer.envelope.get("error") in errors, (
        f"expected api/token to refuse {what} with the error {' or '.join(sorted(errors))}; found {answer}"
    )
    assert "error_description" in answer.envelope, f"expected an error_description; found {answer}"
    assert not answer.envelope.get("access_token"), f"expected no access token for {what}; the refusal contains one"


def expect_shown(portal: Portal, wanted: Locator, what: str) -> None:
    """The page shows one of these within the time that an act may take."""
    assert appears(portal, wanted.first), f"expected {what}; the page shows {visible_headings(portal)} instead"


def appears(portal: Portal, wanted: Locator) -> bool:
    """Whether the view shows this within the time that an act may take."""
    try:
        wanted.wait_for(timeout=portal.calls.timeout)
    except PlaywrightTimeoutError:
        return False
    return True


def visible_headings(portal: Portal) -> str:
    """The headings and alerts of the view that is shown now: they say which it is, and why."""
    return visible_texts(portal.page, "heading", "alert") or "nothing"
