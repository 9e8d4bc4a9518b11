"""Password policy."""

from typing import Any

import pytest

from e2e.expectations import (
    expect_announced,
    expect_not_signed_in,
    expect_password_unchanged,
    expect_readable,
    expect_signed_in,
)
from fixtures import (
    Answer,
    Environment,
    Mailbox,
    Member,
    PasswordFactory,
    Portal,
    PortalApi,
    ResetLink,
    Secret,
    endpoints,
)
from testkit.api.password_policy import TOO_WEAK, PolicyChecker, Refusal
from testkit.language import in_another_language, is_known, is_recognized
from testkit.network.interference import sending_instead
from testkit.text import listed
from testkit.verifiable import not_verifiable

ERRORS = "Complete Password Reset: 400, password policy: check Errors in the response body"
FEEDBACK = "Password Reset: real-time feedback on the strength rules as the member types"
ERROR_FORM = "Errors: a list of {AttemptedValue, Message, PropertyName}; Message then reads PropertyName: Message"


@pytest.mark.smoke
@pytest.mark.documented(ERRORS)
def test_the_view_shows_each_message_of_a_refused_password(
    portal: Portal, member: Member, mailbox: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    portal_api.start_password_reset(member.email)
    link = mailbox.wait_for_reset_link()
    portal.reset_password.open(link.url)

    with (
        sending_instead(portal.page, portal_api.completion(link.token, TOO_WEAK)),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password)

    answer = completion.value.answer
    assert answer.status == 400, f"expected the server to refuse a password of one letter; found {answer}"
    expect_readable(portal, answer.messages)
    expect_not_signed_in(portal)


@pytest.mark.statement(46)
@pytest.mark.documented(ERRORS)
def test_each_message_of_a_refused_password_is_announced(
    portal: Portal, reset_link: ResetLink, weak_body: dict[str, Any], new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    with (
        sending_instead(portal.page, weak_body),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password)

    expect_announced(portal, completion.value.answer.messages)


@pytest.mark.hardening("WCAG 2.2, 3.1.1 and 3.1.2: what a page says is in its language, or says in which it is")
def test_the_messages_of_a_refused_password_are_in_the_language_of_the_portal(
    portal: Portal,
    reset_link: ResetLink,
    weak_body: dict[str, Any],
    new_password: Secret,
    environment: Environment,
) -> None:
    portal.reset_password.open(reset_link.url)

    with (
        sending_instead(portal.page, weak_body),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password)

    expect_language(completion.value.answer.messages, environment.language)


@pytest.mark.documented(ERRORS)
def test_a_refused_password_is_not_set(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    weak_body: dict[str, Any],
    new_password: Secret,
) -> None:
    portal.reset_password.open(reset_link.url)

    with sending_instead(portal.page, weak_body), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.set_password(new_password)

    expect_not_signed_in(portal)
    expect_password_unchanged(portal_api, member.with_password(own_password), tried=TOO_WEAK)


@pytest.mark.documented(ERRORS)
def test_after_a_refused_password_the_same_link_accepts_a_valid_one(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    weak_body: dict[str, Any],
    new_password_factory: PasswordFactory,
) -> None:
    portal.reset_password.open(reset_link.url)
    with (
        sending_instead(portal.page, weak_body),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password_factory())
    expect_readable(portal, completion.value.answer.messages)

    portal.reset_password.set_password(new_password_factory())  # the same one may not be sent again

    expect_signed_in(portal, member, "by the link whose first password was refused")


@pytest.mark.statement(43)
@pytest.mark.documented(FEEDBACK)
def test_live_feedback_differs_between_a_weak_and_a_valid_password(
    portal: Portal, reset_link: ResetLink, new_password: Secret
) -> None:
    refused = feedback_on_a_weak_password(portal, reset_link)
    portal.reset_password.enter_password(new_password)
    accepted = portal.screen.settled_accessible_text(changed_from=refused)
    portal.reset_password.enter_password(TOO_WEAK)

    assert accepted != refused, "expected different feedback for a valid and a weak password; it is the same"
    assert portal.screen.has_accessible_text(refused), (
        "expected the first feedback again with the weak password; it did not come back"
    )


@pytest.mark.statement(43)
@pytest.mark.documented(FEEDBACK)
def test_live_feedback_can_be_seen(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    refused = feedback_on_a_weak_password(portal, reset_link)
    picture = portal.screen.picture()
    portal.reset_password.enter_password(new_password)
    portal.screen.settled_accessible_text(changed_from=refused)

    assert portal.screen.picture() != picture, (
        "expected the feedback on a valid and a weak password to look different; with both, the view looks the same"
    )


@pytest.mark.documented(ERRORS)
def test_the_messages_of_the_first_attempt_are_gone_after_the_second(
    portal: Portal,
    two_refusals: tuple[Refusal, Refusal],
    policy: PolicyChecker,
    new_password_factory: PasswordFactory,
) -> None:
    first, second = two_refusals
    portal.reset_password.open(policy.link.url)
    portal.reset_password.enter_password(new_password_factory())
    always = portal.screen.texts()

    with sending_instead(portal.page, policy.completion(first.password)):
        portal.reset_password.set_password(new_password_factory())
        expect_readable(portal, first.messages)
    with sending_instead(portal.page, policy.completion(second.password)):
        portal.reset_password.set_password(new_password_factory())
        expect_readable(portal, second.messages)

    expect_gone(portal, first.messages, always=always)


@pytest.mark.statement(20)
@pytest.mark.documented(ERRORS)
def test_the_view_shows_an_error_where_the_current_password_is_refused(
    portal: Portal, current_password_refusal: Refusal, reset_link: ResetLink
) -> None:
    portal.reset_password.open(reset_link.url)

    portal.reset_password.set_password(current_password_refusal.password)

    expect_readable(portal, current_password_refusal.messages)
    expect_not_signed_in(portal)


@pytest.mark.documented(ERRORS)
def test_a_refused_password_is_answered_with_the_documented_envelope(refused_answer: Answer) -> None:
    envelope = refused_answer.envelope

    assert refused_answer.status == 400, (
        f"expected a password of one letter to be refused with 400; found {refused_answer}"
    )
    assert envelope.get("WasSuccessful") is False, f"expected WasSuccessful: false; found {refused_answer}"
    assert envelope.get("Status") == 400, f"expected the status mirrored in the body; found {refused_answer}"
    assert envelope.get("Value", "missing") is None, "expected no Value with a refusal; found one"
    assert envelope.get("Errors"), f"expected Errors to say what is wrong; found {refused_answer}"


@pytest.mark.documented(ERROR_FORM)
def test_the_errors_of_a_refused_password_have_the_documented_form(
    refused_answer: Answer, listed_errors: list[Any]
) -> None:
    others = [type(error).__name__ for error in listed_errors if not isinstance(error, dict)]
    assert not others, f"expected each entry of Errors to be an object; found {listed(others)}"
    fields = [sorted(error) for error in listed_errors]
    expected = [f"{error.get('PropertyName')}: {error.get('Message')}" for error in listed_errors]

    assert fields == [["AttemptedValue", "Message", "PropertyName"]] * len(fields), (
        f"expected AttemptedValue, Message and PropertyName in each entry of Errors; found {listed(fields)}"
    )
    assert all(error["Message"] for error in listed_errors), f"expected a message in each entry; found {refused_answer}"
    message = str(refused_answer.envelope.get("Message"))
    assert any(entry in message for entry in expected), (  # for several errors, the form is not documented
        f"expected Message to hold the PropertyName: Message of an entry; found {refused_answer}"
    )


def expect_language(messages: list[str], language: str) -> None:
    """No message is in another language; not verifiable where the suite can't read them."""
    if not is_known(language):
        raise not_verifiable(f"the suite reads no messages in {language}", needs="one of its languages")
    foreign = in_another_language(messages, language)
    assert not foreign, f"expected the server's messages in {language}; in another language are {listed(foreign)}"
    if not any(is_recognized(message, language) for message in messages):
        raise not_verifiable(f"the language of {messages} can't be recognised", needs="messages with common words")


def expect_gone(portal: Portal, messages: list[str], *, always: list[str]) -> None:
    """None of these messages is shown any more, apart from what the view always shows."""
    passing = [message for message in messages if not any(message in line for line in always)]
    if not passing:
        raise not_verifiable("the view always shows the server's messages", needs="a view that does not")
    stale = [message for message in passing if not portal.screen.disappears(message)]
    assert not stale, f"expected the first attempt's messages to be gone after the second; still shown: {listed(stale)}"


def feedback_on_a_weak_password(portal: Portal, link: ResetLink) -> str:
    """Open the link, enter a weak password, and wait for the feedback: what the view then says."""
    portal.clock.install()
    portal.reset_password.open(link.url)
    return portal.enter_password(TOO_WEAK)
