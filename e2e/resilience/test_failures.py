"""Failures of server and network."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_member_area,
    expect_not_signed_in,
    expect_readable,
    expect_reset_view,
    expect_signed_in,
    visible_headings,
)
from fixtures import Mailbox, Member, Portal, ResetLink, Secret, endpoints
from testkit.api.page_calls import is_call
from testkit.network.interference import (
    NETWORK_FAULTS,
    PASSWORD_REFUSED_WITH_STATUS_200,
    REASON,
    REFUSAL_WITH_STATUS_200,
    NetworkFault,
    held_back,
    offline,
)

GRACEFUL = (
    "ASVS 16.5.3: the application fails gracefully: told, never a success, never an endless wait, and tried again"
)
ENVELOPE = "ActionConfirmation: WasSuccessful says whether the action was done"
LONGER_THAN_ANYBODY_WAITS = "03:00"  # minutes and seconds; well within the time a link lives

a_trouble = pytest.mark.parametrize("trouble", NETWORK_FAULTS, ids=lambda trouble: trouble.name)


@a_trouble
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_reset_shows_an_error_and_can_be_retried(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret, trouble: NetworkFault
) -> None:
    calm = ready_to_reset(portal, reset_link, new_password)

    with trouble.on(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit_with_enter()
        expect_failure_told(portal, calm)
    expect_not_signed_in(portal)

    try_again(portal, new_password)
    expect_signed_in(portal, member)


@pytest.mark.documented(ENVELOPE)
def test_a_refusal_with_status_200_is_shown_as_a_failure(
    portal: Portal, reset_link: ResetLink, new_password: Secret
) -> None:
    calm = ready_to_reset(portal, reset_link, new_password)

    with PASSWORD_REFUSED_WITH_STATUS_200.on(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit_with_enter()
        expect_failure_told(portal, calm)

    expect_readable(portal, [REASON])
    expect_not_signed_in(portal)


@pytest.mark.hardening(GRACEFUL)
def test_an_unanswered_reset_times_out_with_an_error_and_can_be_retried(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    calm = ready_to_reset(portal, reset_link, new_password)

    with held_back(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        submit_and_wait_in_vain(portal)
        expect_failure_told(portal, calm)
    expect_not_signed_in(portal)

    try_again(portal, new_password)
    expect_signed_in(portal, member)


@pytest.mark.hardening(GRACEFUL)
def test_a_reset_without_a_network_shows_an_error_and_can_be_retried(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    calm = ready_to_reset(portal, reset_link, new_password)

    with offline(portal.page):
        portal.reset_password.submit_with_enter()
        expect_failure_told(portal, calm)
    expect_not_signed_in(portal)

    try_again(portal, new_password)
    expect_signed_in(portal, member)


@a_trouble
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_sign_in_after_the_reset_shows_an_error_and_the_member_can_sign_in(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret, trouble: NetworkFault
) -> None:
    # Being led to the sign-in view without a word is not being told: what stands there anyway does not count.
    portal.sign_in.open()
    expect(portal.sign_in.password).to_be_visible()
    usual = portal.screen.texts()
    calm = ready_to_reset(portal, reset_link, new_password)

    with trouble.on(portal.page, endpoints.EXCHANGE), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit_with_enter()
        expect_failure_told(portal, calm.and_also(usual))
    expect(portal.dashboard.marks, "nobody is signed in without a session").to_have_count(0)

    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, new_password)
    expect_member_area(portal, member)


@a_trouble
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_location_call_leaves_no_blank_or_loading_page(
    portal: Portal, reset_link: ResetLink, new_password: Secret, trouble: NetworkFault
) -> None:
    calm = ready_to_reset(portal, reset_link, "")

    with trouble.on(portal.page, endpoints.CURRENT_BUSINESS):
        portal.reset_password.open(reset_link.url)
        expect_told_at_once_or_when_sending(portal, calm, new_password)


@a_trouble
@pytest.mark.hardening(GRACEFUL)
def test_after_a_failed_location_call_the_same_link_works(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret, trouble: NetworkFault
) -> None:
    with trouble.on(portal.page, endpoints.CURRENT_BUSINESS):
        portal.reset_password.open(reset_link.url)

    portal.reset_password.open(reset_link.url)
    try_again(portal, new_password)

    expect_signed_in(portal, member)


@pytest.mark.parametrize("trouble", [*NETWORK_FAULTS, REFUSAL_WITH_STATUS_200], ids=lambda trouble: trouble.name)
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_request_shows_an_error_keeps_the_address_and_can_be_retried(
    portal: Portal, member: Member, mailbox: Mailbox, trouble: NetworkFault
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.email.fill(member.email)
    calm = Calm.of(portal)

    with trouble.on(portal.page, endpoints.START_PASSWORD_RESET):
        portal.forgot_password.email.press("Enter")
        failure = expect_failure_told(portal, calm)
    expect(portal.forgot_password.inbox_shortcut("Gmail"), "no mail is confirmed after a failure").to_have_count(0)
    expect(portal.forgot_password.email, "the address stays in its field").to_have_value(member.email)

    portal.forgot_password.reset_button.click()
    mailbox.wait_for_reset_link()
    expect_taken_back(portal, failure)


@dataclass(frozen=True)
class Calm:
    """What a view shows before anything goes wrong: its words, and what moves on it all the time."""

    texts: list[str]
    movement: list[str]

    @classmethod
    def of(cls, portal: Portal) -> "Calm":
        """The view as it is now."""
        return cls(portal.screen.texts(), portal.screen.busy_indicators())

    def and_also(self, texts: list[str]) -> "Calm":
        """The same, where these words would be nothing new either."""
        return Calm(self.texts + texts, self.movement)


def ready_to_reset(portal: Portal, link: ResetLink, password: str) -> Calm:
    """Follow the link and enter the password; the view's word on it is part of the calm."""
    portal.page.clock.install()
    portal.reset_password.open(link.url)
    portal.reset_password.enter_password("")
    untouched = portal.screen.accessible_text()
    portal.reset_password.enter_password(password)
    if password:
        portal.screen.settled_accessible_text(changed_from=untouched)
    return Calm.of(portal)


def try_again(portal: Portal, password: Secret) -> None:
    """Send the password with the form that has to be there."""
    expect_reset_view(portal)
    portal.reset_password.set_password(password)


def submit_and_wait_in_vain(portal: Portal) -> None:
    """Submit, and let more time pass in the browser than anybody waits for an answer."""
    with portal.page.expect_request(lambda request: is_call(request, endpoints.COMPLETE_PASSWORD_RESET)) as sent:
        portal.reset_password.submit_with_enter()
    before = portal.screen.texts()
    portal.page.clock.fast_forward(LONGER_THAN_ANYBODY_WAITS)
    if sent.value.resource_type == "xhr" and not portal.screen.new_texts(before):
        pytest.skip("can't tell: an XMLHttpRequest's own timeout does not follow the browser's clock")


def expect_failure_told(portal: Portal, calm: Calm) -> list[str]:
    """The member can read something new, and nothing goes on as if there were still something to wait for."""
    told = portal.screen.new_texts(calm.texts)
    assert told, (
        f"expected the member to be told that it failed; nothing new can be read at {visible_headings(portal)}, "
        f"where {portal.screen.busy_indicators() or 'nothing'} is still at work"
    )
    assert portal.screen.becomes_idle(calm.movement), (
        f"expected the waiting to end with the failure; it still shows {portal.screen.busy_indicators()}"
    )
    return told


def expect_told_at_once_or_when_sending(portal: Portal, calm: Calm, password: Secret) -> None:
    """A view that needs the location says so when it opens; one that does not need it goes on, or says so then."""
    if not portal.screen.new_texts(calm.texts):
        try_again(portal, password)
    expect_failure_told(portal, calm)


def expect_taken_back(portal: Portal, failure: list[str]) -> None:
    """What was said of the failure is not what is said of the success."""
    assert any(portal.screen.disappears(line) for line in failure), (
        f"expected the failure to be told as one; the same is shown after a success: {failure}"
    )
