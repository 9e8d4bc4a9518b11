"""Requests that send no mail."""

import pytest

from e2e.expectations import expect_confirmation, expect_no_mail, expect_not_signed_in, expect_signed_in
from fixtures import (
    Answer,
    LaterMail,
    Mailbox,
    Member,
    OpenPortal,
    Portal,
    PortalApi,
    RefusedMail,
    Secret,
    SuccessTexts,
    Timing,
    endpoints,
)
from testkit.api.judged import end_unless_judged
from testkit.text import listed

NO_ENUMERATION = "Start Password Reset: 200 with the same envelope whether or not the account exists (no enumeration)"


@pytest.mark.statement(1)
@pytest.mark.documented(NO_ENUMERATION)
def test_an_unknown_address_gets_the_same_confirmation(
    portal: Portal, member: Member, another_browser: OpenPortal, stranger: Mailbox
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(member.email)
    before = portal.screen.texts()
    with portal.calls.expect(endpoints.START_PASSWORD_RESET):
        portal.forgot_password.submit()
    expect_confirmation(portal, before)
    confirmation = [line.replace(member.email, stranger.address) for line in portal.screen.texts()]

    other = another_browser()
    with other.calls.expect(endpoints.START_PASSWORD_RESET):
        other.request_reset(stranger.address)

    expect_same_texts(other, confirmation)


@pytest.mark.statement(1)
@pytest.mark.documented(NO_ENUMERATION)
def test_the_server_gives_known_and_unknown_addresses_the_same_answer(
    member: Member, stranger: Mailbox, portal_api: PortalApi
) -> None:
    known = portal_api.start_password_reset(member.email)
    known_again = portal_api.start_password_reset(member.email)
    unknown = portal_api.start_password_reset(stranger.address)

    assert unknown.status == known.status, f"expected status {known.status} as for a known address; found {unknown}"
    expect_same_body(unknown, known, known_again)
    expect_same_headers(unknown, known, known_again)


@pytest.mark.statement(3)
@pytest.mark.documented(NO_ENUMERATION)
def test_an_unknown_address_receives_no_mail(portal: Portal, stranger: Mailbox, later_mail: LaterMail) -> None:
    with portal.calls.expect(endpoints.START_PASSWORD_RESET):
        portal.request_reset(stranger.address)

    later_mail.wait()
    expect_no_mail(stranger, "an unknown address")


@pytest.mark.statement(2)
@pytest.mark.hardening(
    "OWASP Forgot Password: answers for known and unknown addresses return in a consistent amount of time"
)
def test_response_time_does_not_reveal_whether_an_address_is_known(response_times: Timing) -> None:
    assert not response_times.differs, (
        f"expected the same response times for known and unknown addresses; found {response_times}"
    )


@pytest.mark.documented(f"{NO_ENUMERATION}; Get a bearer token: invalid_grant where suspended")
def test_a_suspended_member_gets_the_usual_answer_and_cannot_sign_in(
    portal: Portal,
    suspended_member: Member,
    suspended_mailbox: Mailbox,
    portal_api: PortalApi,
    later_mail: LaterMail,
    success_texts: SuccessTexts,
    new_password: Secret,
) -> None:
    with portal.calls.expect(endpoints.START_PASSWORD_RESET) as request:
        portal.request_reset(suspended_member.email)
    expect_documented_answer(request.value.answer)
    expect_same_texts(portal, success_texts.confirmation_of(suspended_member.email))

    # Whether a suspended member gets a link is up to the portal; the link must not sign them in.
    later_mail.wait()
    expect_no_session_from_any_link(suspended_mailbox, portal_api, new_password)
    signs_in = portal_api.lets_in(suspended_member.email, new_password)
    assert not signs_in, "expected a suspended member not to sign in; a password set by mail signs them in"


@pytest.mark.sandbox("the scenario makes its own mail server refuse mail")
@pytest.mark.documented(NO_ENUMERATION)
def test_a_request_is_confirmed_while_the_mail_server_is_down_and_a_later_link_works(
    portal: Portal, refused_mail: RefusedMail, new_password: Secret
) -> None:
    refused_mail.refuse()
    with portal.calls.expect(endpoints.START_PASSWORD_RESET) as request:
        portal.request_reset(refused_mail.member.email, at=refused_mail.portal_url)
    expect_documented_answer(request.value.answer)
    expect_not_signed_in(portal)

    refused_mail.recover()
    portal.request_reset(refused_mail.member.email, at=refused_mail.portal_url)
    portal.reset_password.open(refused_mail.newest_link().url)
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, refused_mail.member, "by a request after one whose mail was refused")


def expect_same_texts(portal: Portal, confirmation: list[str]) -> None:
    """The view shows exactly the confirmation of a known address."""
    missing = portal.screen.missing(confirmation)
    assert not missing, f"expected the confirmation of a known address; missing for an unknown one: {listed(missing)}"
    more = [line for line in portal.screen.texts() if line not in confirmation]
    assert not more, f"expected the confirmation of a known address; shown only for an unknown one: {listed(more)}"


def expect_documented_answer(answer: Answer) -> None:
    """The answer that is documented for every address."""
    assert answer.status == 200, f"expected the request to be accepted; found {answer}"
    assert answer.envelope.get("WasSuccessful") is True, f"expected WasSuccessful: true; found {answer}"
    assert answer.kind_of_value == "null", f"expected Value: null; found {answer.kind_of_value}"


def expect_same_body(unknown: Answer, known: Answer, known_again: Answer) -> None:
    """The same body, apart from fields that differ between any two answers, such as a request id."""
    assert unknown.envelope.keys() == known.envelope.keys(), (
        f"expected the same body as for a known address, {known}; found {unknown}"
    )
    lasting = [name for name, value in known.envelope.items() if known_again.envelope.get(name) == value]
    apart = [name for name in lasting if unknown.envelope[name] != known.envelope[name]]
    assert not apart, f"expected the same body as for a known address; these fields differ: {listed(apart)}"


def expect_same_headers(unknown: Answer, known: Answer, known_again: Answer) -> None:
    """The same headers, apart from those that differ between any two answers: dates, ids, timings."""
    names, expected = ({name.lower() for name in answer.headers} for answer in (unknown, known_again))
    assert names == expected, (
        f"expected the same headers as for a known address; only one answer has {listed(sorted(names ^ expected))}"
    )
    lasting = [name for name, value in known.headers.items() if known_again.headers.get(name) == value]
    apart = [name for name in lasting if unknown.headers.get(name) != known.headers[name] and name.lower() != "date"]
    assert not apart, f"expected the same headers as for a known address; these differ: {listed(apart)}"


def expect_no_session_from_any_link(mailbox: Mailbox, portal_api: PortalApi, password: Secret) -> None:
    """Each link that arrived is accepted or refused, and none signs in by its reset."""
    for mail in mailbox.reset_mails():
        answer = portal_api.complete_password_reset(mailbox.link_in(mail).token, password)
        end_unless_judged(answer, "a reset by a suspended member")
        exchanged = portal_api.exchange(answer.envelope.get("Value"))
        end_unless_judged(exchanged, "the exchange after a reset by a suspended member")
        found = portal_api.profiles(exchanged.envelope.get("token"))
        end_unless_judged(found, "a session from a reset by a suspended member")
        assert found.status != 200, "expected a suspended member not to sign in; the reset itself signs them in"
