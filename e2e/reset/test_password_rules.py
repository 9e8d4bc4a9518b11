"""Password policy: single rules."""

import re
from itertools import combinations

import pytest

from e2e.expectations import expect_not_signed_in, expect_readable, expect_signed_in
from fixtures import Portal, Secret, endpoints
from pages.perception.live_feedback import LiveFeedback
from testkit.api.password_policy import (
    COMPOSITION,
    DEBATABLE,
    GUESSABLE,
    MIXTURE,
    TOO_WEAK,
    PolicyChecker,
    Probe,
    Refusal,
    of_length,
)
from testkit.network.interference import sending_instead
from testkit.text import listed

POLICY = "Complete Password Reset: Password must satisfy the location's password policy"
ERRORS = "Complete Password Reset: 400, password policy: check Errors in the response body"
FEEDBACK = "Password Reset: real-time feedback on the strength rules as the member types"


@pytest.mark.documented(POLICY)
@pytest.mark.parametrize("probe", [*COMPOSITION, *DEBATABLE], ids=lambda probe: probe.name)
def test_the_view_accepts_a_password_that_the_server_accepts_or_shows_why_it_refuses_it(
    portal: Portal, probe: Probe, policy: PolicyChecker, new_password: Secret
) -> None:
    refusal = policy.refusal_of(probe)  # which of the two it is, is the location's choice

    if refusal:
        expect_refused_on_the_view(portal, policy, refusal, typed=new_password)
    else:  # by now the probe is the current password
        expect_accepted_on_the_view(portal, policy, probe.password(new_password, policy.member), f"({probe.name})")


@pytest.mark.statement(20)
@pytest.mark.hardening("NIST SP 800-63B-4, 3.1.1.2: common and context-specific words are refused, with the reason")
@pytest.mark.parametrize("probe", GUESSABLE, ids=lambda probe: probe.name)
def test_a_guessable_password_is_refused_with_the_reason(
    portal: Portal, probe: Probe, policy: PolicyChecker, new_password: Secret
) -> None:
    refusal = policy.refusal_of(probe)

    assert refusal, f"expected a password with {probe.name} to be refused; the server accepts it"
    expect_refused_on_the_view(portal, policy, refusal, typed=new_password)


@pytest.mark.statement(19)
@pytest.mark.hardening("NIST SP 800-63B-4, 3.1.1.2: no rule requires a mixture of character kinds")
def test_a_long_password_needs_no_mixture_of_character_kinds(policy: PolicyChecker) -> None:
    refused = policy.refused_among(MIXTURE)

    assert not refused, (
        f"expected a long password to need no mixture of character kinds; the server refuses {listed(refused)}"
    )


@pytest.mark.hardening("WCAG 2.2, 3.3.1: every input error is described to the user")
def test_all_broken_rules_are_shown_at_once(
    portal: Portal, several_refusals: Refusal, policy: PolicyChecker, new_password: Secret
) -> None:
    said = policy.answer_to(several_refusals.password).messages
    missing = [message for message in several_refusals.messages if not any(message in line for line in said)]

    assert not missing, f"expected the server to name every broken rule at once; missing: {listed(missing)}"
    expect_refused_on_the_view(portal, policy, several_refusals, typed=new_password)


@pytest.mark.documented(FEEDBACK)
def test_live_feedback_clears_once_the_password_is_valid(
    portal: Portal, refusals: list[Refusal], policy: PolicyChecker
) -> None:
    feedback = live_feedback(portal, policy)

    lasting = [refusal.name for refusal in refusals if not feedback.clears_after(refusal.password)]
    assert not lasting, f"expected no complaint about a valid password; it stays after these: {listed(lasting)}"


@pytest.mark.documented(FEEDBACK)
def test_live_feedback_differs_between_broken_rules(
    portal: Portal, refusals: list[Refusal], policy: PolicyChecker
) -> None:
    feedback = live_feedback(portal, policy)

    alike = same_feedback(feedback, refusals)
    assert not alike, f"expected different feedback for different rules; it is the same for {listed(alike)}"


@pytest.mark.statement(17)
@pytest.mark.documented(FEEDBACK)
def test_live_feedback_accepts_no_password_below_the_minimum_length_that_it_states(
    portal: Portal, min_length: int, policy: PolicyChecker, new_password: Secret
) -> None:
    feedback = live_feedback(portal, policy)
    states_it = re.search(rf"(?<!\d){min_length}(?!\d)", feedback.to_weakest)

    too_short = feedback.to(of_length(min_length - 1, new_password))

    assert not states_it or too_short != feedback.to_accepted, (
        f"expected an objection to {min_length - 1} characters, since the view states {min_length} as the minimum and "
        "the server refuses them; the feedback is that to a valid password"
    )


@pytest.mark.documented(POLICY)
def test_refused_passwords_do_not_use_up_the_token(refusals: list[Refusal], policy: PolicyChecker) -> None:
    again = [policy.answer_to(refusal.password).status for refusal in refusals]
    accepted = policy.answer_to(policy.accepted)

    assert again == [400] * len(refusals), (
        f"expected each of these passwords to be refused again; found {listed(again)}"
    )
    assert accepted.envelope.get("WasSuccessful") is True, (
        f"expected the same token to accept a valid password; found {accepted}"
    )


@pytest.mark.statement(17)
@pytest.mark.documented(POLICY)
def test_the_shortest_accepted_password_passes_the_view_and_signs_in(
    portal: Portal, min_length: int, policy: PolicyChecker, new_password: Secret
) -> None:
    expect_accepted_on_the_view(portal, policy, of_length(min_length, new_password), f"of {min_length} characters")

    expect_signed_in(portal, policy.member)


@pytest.mark.statement(17)
@pytest.mark.documented(ERRORS)
def test_a_password_one_character_too_short_is_refused_with_a_message(
    portal: Portal, min_length: int, policy: PolicyChecker, new_password: Secret
) -> None:
    portal.reset_password.open(policy.link.url)
    too_short = of_length(min_length - 1, new_password)

    with (
        sending_instead(portal.page, policy.completion(too_short)),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password)

    answer = completion.value.answer
    assert answer.status == 400, f"expected {min_length - 1} characters to be too short; found {answer}"
    expect_readable(portal, answer.messages)
    expect_not_signed_in(portal)


@pytest.mark.statement(17)
@pytest.mark.hardening("ASVS 6.2.1: a password has at least eight characters")
def test_a_password_of_seven_characters_is_refused(policy: PolicyChecker, new_password: Secret) -> None:
    answer = policy.answer_to(of_length(7, new_password))

    assert answer.status == 400, f"expected seven characters to be refused; found {answer}"


def expect_refused_on_the_view(portal: Portal, policy: PolicyChecker, refusal: Refusal, *, typed: Secret) -> None:
    """The view shows each message of the server about this password, which is sent in place of the typed one."""
    portal.reset_password.open(policy.link.url)

    with sending_instead(portal.page, policy.completion(refusal.password)):
        portal.reset_password.set_password(typed)
        expect_readable(portal, refusal.messages)

    expect_not_signed_in(portal)


def expect_accepted_on_the_view(portal: Portal, policy: PolicyChecker, password: str, what: str) -> None:
    """The view sends this password, and the server accepts it as it accepted a similar one from the API client."""
    portal.reset_password.open(policy.link.url)

    with portal.calls.expect(
        endpoints.COMPLETE_PASSWORD_RESET, f"with a password {what}, which the server accepts,"
    ) as completion:
        portal.reset_password.set_password(password)

    answer = completion.value.answer
    assert answer.status == 200, (
        f"expected the server to accept a password {what} from the view as it did from the API client; found {answer}"
    )


def live_feedback(portal: Portal, policy: PolicyChecker) -> LiveFeedback:
    """The live feedback of a newly opened reset view."""
    portal.clock.install()
    portal.reset_password.open(policy.link.url)
    feedback = LiveFeedback(portal.reset_password, portal.screen, weakest=TOO_WEAK, accepted=policy.accepted)
    assert feedback.reacts, "expected feedback while typing; it is the same for a weak and a valid password"
    return feedback


def same_feedback(feedback: LiveFeedback, refusals: list[Refusal]) -> list[str]:
    """Pairs of passwords that the server refuses for different reasons and to which the view reacts alike."""
    # One message each: with more, the view may know one of the rules and only the server the other.
    said = [(one, feedback.to(one.password)) for one in refusals if len(one.messages) == 1]
    live = [(one, words) for one, words in said if words != feedback.to_accepted]
    return [
        f"{one.name} and {other.name}"
        for (one, words), (other, other_words) in combinations(live, 2)
        if one.messages != other.messages and words == other_words
    ]
