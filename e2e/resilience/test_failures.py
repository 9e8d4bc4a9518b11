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
    expect_trying_again_to_work,
    visible_headings,
)
from fixtures import Mailbox, Member, Portal, ResetLink, Secret, SuccessTexts, endpoints
from testkit.api.page_calls import is_call
from testkit.network.interference import (
    HALF_SUCCESSES,
    NETWORK_FAULTS,
    PASSWORD_REFUSED_WITH_STATUS_200,
    REASON,
    REFUSAL_WITH_STATUS_200,
    HeldBack,
    NetworkFault,
    held_back,
    offline,
)
from testkit.text import listed

GRACEFUL = (
    "ASVS 16.5.3: the application fails gracefully: an error, never a success or an endless wait, and a retry works"
)
ENVELOPE = "ActionConfirmation: WasSuccessful says whether the action was carried out"
LONGER_THAN_ANY_TIMEOUT = "03:00"  # minutes and seconds; shorter than the lifetime of a link

each_fault = pytest.mark.parametrize("fault", NETWORK_FAULTS, ids=lambda fault: fault.name)


@each_fault
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_reset_shows_an_error_and_can_be_retried(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    success_texts: SuccessTexts,
    new_password: Secret,
    fault: NetworkFault,
) -> None:
    baseline = ready_to_reset(portal, reset_link, new_password).with_texts(success_texts.no_errors_of_reset)

    with fault.on(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        expect_failure_shown(portal, baseline)
    expect_not_signed_in(portal)

    retry(portal, new_password)
    expect_signed_in(portal, member, "by the second attempt")


@pytest.mark.documented(ENVELOPE)
def test_a_refusal_with_status_200_is_shown_as_a_failure(
    portal: Portal, reset_link: ResetLink, success_texts: SuccessTexts, new_password: Secret
) -> None:
    baseline = ready_to_reset(portal, reset_link, new_password).with_texts(success_texts.no_errors_of_reset)

    with PASSWORD_REFUSED_WITH_STATUS_200.on(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        expect_failure_shown(portal, baseline)

    expect_readable(portal, [REASON])
    expect_not_signed_in(portal)


@pytest.mark.documented("Complete Password Reset: exchanged where the answer has WasSuccessful true and a Value")
@pytest.mark.parametrize("answer", HALF_SUCCESSES, ids=lambda answer: answer.name)
def test_an_answer_without_success_or_value_signs_nobody_in(
    portal: Portal, reset_link: ResetLink, new_password: Secret, answer: NetworkFault
) -> None:
    ready_to_reset(portal, reset_link, new_password)

    with (
        answer.on(portal.page, endpoints.COMPLETE_PASSWORD_RESET),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET),
    ):
        portal.reset_password.submit()
    portal.clock.fast_forward(LONGER_THAN_ANY_TIMEOUT)  # a page may go on only after a pause

    expect_not_signed_in(portal)


@pytest.mark.hardening(GRACEFUL)
def test_an_unanswered_reset_times_out_with_an_error_and_can_be_retried(
    portal: Portal, member: Member, reset_link: ResetLink, success_texts: SuccessTexts, new_password: Secret
) -> None:
    baseline = ready_to_reset(portal, reset_link, new_password).with_texts(success_texts.no_errors_of_reset)

    with held_back(portal.page, endpoints.COMPLETE_PASSWORD_RESET) as held:
        submit_and_time_out(portal, held)
        expect_failure_shown(portal, baseline)
    expect_not_signed_in(portal)

    retry(portal, new_password)
    expect_signed_in(portal, member, "by the second attempt")


@pytest.mark.hardening(GRACEFUL)
def test_a_reset_without_a_network_shows_an_error_and_can_be_retried(
    portal: Portal, member: Member, reset_link: ResetLink, success_texts: SuccessTexts, new_password: Secret
) -> None:
    baseline = ready_to_reset(portal, reset_link, new_password).with_texts(success_texts.no_errors_of_reset)

    with offline(portal.page):
        portal.reset_password.submit()
        expect_failure_shown(portal, baseline)
    expect_not_signed_in(portal)

    retry(portal, new_password)
    expect_signed_in(portal, member, "by the second attempt")


@each_fault
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_sign_in_after_the_reset_shows_an_error_and_the_member_can_sign_in(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    success_texts: SuccessTexts,
    new_password: Secret,
    fault: NetworkFault,
) -> None:
    """A failed sign-in after the reset shows an error and the member can sign in."""
    baseline = ready_to_reset(portal, reset_link, new_password).with_texts(success_texts.no_errors_of_reset)

    with fault.on(portal.page, endpoints.EXCHANGE), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        expect_failure_shown(portal, baseline)
    portal.calls.wait_until_answered()
    expect(portal.dashboard.marks, "nobody is signed in").to_have_count(0)

    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, new_password)
    expect_member_area(portal, member, "on the sign-in form, after the exchange had failed")


@each_fault
@pytest.mark.parametrize("call", [endpoints.CURRENT_BUSINESS, endpoints.CONFIGURATION], ids=["location", "settings"])
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_call_at_the_start_leaves_no_blank_or_loading_page(
    portal: Portal, reset_link: ResetLink, new_password: Secret, call: str, fault: NetworkFault
) -> None:
    baseline = ready_to_reset(portal, reset_link, "")

    with fault.on(portal.page, call):
        portal.reset_password.open(reset_link.url)
        expect_failure_shown_on_opening_or_sending(portal, baseline, new_password)

    expect_trying_again_to_work(portal)


@each_fault
@pytest.mark.hardening(GRACEFUL)
def test_after_a_failed_location_call_the_same_link_works(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret, fault: NetworkFault
) -> None:
    with fault.on(portal.page, endpoints.CURRENT_BUSINESS):
        portal.reset_password.open(reset_link.url)
        portal.calls.wait_until_answered()  # a portal may ask for its location after other calls

    portal.page.reload()
    retry(portal, new_password)

    expect_signed_in(portal, member, "by a link that was opened while the location call failed, after a reload")


@pytest.mark.parametrize("fault", [*NETWORK_FAULTS, REFUSAL_WITH_STATUS_200], ids=lambda fault: fault.name)
@pytest.mark.hardening(GRACEFUL)
def test_a_failed_request_shows_an_error_keeps_the_address_and_can_be_retried(
    portal: Portal, member: Member, mailbox: Mailbox, success_texts: SuccessTexts, fault: NetworkFault
) -> None:
    """A failed request shows an error, keeps the address and can be retried."""
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.email.fill(member.email)
    baseline = Baseline.of(portal).with_texts(success_texts.no_errors_of_request(member.email))

    with fault.on(portal.page, endpoints.START_PASSWORD_RESET):
        portal.forgot_password.submit()
        failure = expect_failure_shown(portal, baseline)
    expect(portal.forgot_password.email, "the field still holds the address").to_have_value(member.email)

    portal.forgot_password.submit()
    mailbox.wait_for_reset_link()
    expect_error_cleared(portal, failure)


@dataclass(frozen=True)
class Baseline:
    """What a view shows before the fault: its texts and its busy indicators."""

    texts: list[str]
    movement: list[str]

    @classmethod
    def of(cls, portal: Portal) -> "Baseline":
        """The view as it is now."""
        return cls(portal.screen.texts(), portal.screen.busy_indicators())

    def with_texts(self, texts: list[str]) -> "Baseline":
        """The same with more texts that count as nothing new."""
        return Baseline(self.texts + texts, self.movement)


def ready_to_reset(portal: Portal, link: ResetLink, password: str) -> Baseline:
    """Open the link and enter the password; live feedback is part of the baseline."""
    portal.clock.install()
    portal.reset_password.open(link.url)
    if password:
        portal.enter_password(password)
    else:
        portal.reset_password.enter_password(password)
    return Baseline.of(portal)


def retry(portal: Portal, password: Secret) -> None:
    """Submit the password with the form, which must be shown."""
    expect_reset_view(portal)
    portal.reset_password.set_password(password)


def submit_and_time_out(portal: Portal, held: HeldBack) -> None:
    """Submit, and move the browser's clock past any timeout of the view's; the browser itself waits some minutes."""
    with portal.page.expect_request(lambda request: is_call(request, endpoints.COMPLETE_PASSWORD_RESET)):
        portal.reset_password.submit()
    portal.clock.fast_forward(LONGER_THAN_ANY_TIMEOUT)
    held.time_out()


def expect_failure_shown(portal: Portal, baseline: Baseline) -> list[str]:
    """The view shows something new, and no busy indicator is left."""
    errors = portal.screen.new_texts(baseline.texts)
    assert errors, (
        "expected the view to show an error; it shows nothing new, or only what is shown without an error, "
        f"at {visible_headings(portal)}; busy indicators: {listed(portal.screen.busy_indicators())}"
    )
    assert portal.screen.becomes_idle(baseline.movement), (
        f"expected no busy indicator after the failure; the view still shows {listed(portal.screen.busy_indicators())}"
    )
    return errors


def expect_failure_shown_on_opening_or_sending(portal: Portal, baseline: Baseline, password: Secret) -> None:
    """The view shows the failure when it opens or, where it needs the location only then, on submit."""
    if not portal.screen.new_texts(baseline.texts):
        retry(portal, password)
    expect_failure_shown(portal, baseline)


def expect_error_cleared(portal: Portal, failure: list[str]) -> None:
    """The error is gone after the success."""
    assert any(portal.screen.disappears(line) for line in failure), (
        f"expected the error to be gone after the success; still shown: {listed(failure)}"
    )
