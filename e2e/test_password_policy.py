"""Password policy."""

import pytest

from e2e.expectations import (
    expect_announced,
    expect_not_signed_in,
    expect_password_unchanged,
    expect_readable,
    expect_signed_in,
)
from evidence.secrets import Secret
from fixtures import endpoints
from fixtures.interference import sending_instead
from fixtures.mailbox import Mailbox
from fixtures.member import Member
from fixtures.portal import Portal
from fixtures.portal_api import PortalApi
from fixtures.reset_link import ResetLink

ERRORS = "Complete Password Reset: 400, password policy: check Errors in the response body"
FEEDBACK = "Password Reset: real-time feedback on the strength rules as the member types"
TOO_WEAK = "a"  # no policy worth the name accepts it


@pytest.mark.smoke
@pytest.mark.documented(ERRORS)
def test_each_message_of_the_server_s_refusal_can_be_read_on_the_view(
    portal: Portal, newcomer: Member, mailbox: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    portal_api.start_password_reset(newcomer.email)
    portal.reset_password.open(mailbox.wait_for_reset_link().url)

    with sending_instead(portal.page, TOO_WEAK), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)

    answer = completion.value.answer
    assert answer.status == 400, f"expected the server to refuse a password of one letter; found {answer}"
    expect_readable(portal, answer.messages)
    expect_not_signed_in(portal)


@pytest.mark.statement(46)
@pytest.mark.documented(ERRORS)
def test_each_message_of_the_server_s_refusal_is_announced(
    portal: Portal, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    with sending_instead(portal.page, TOO_WEAK), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)

    expect_announced(portal, completion.value.answer.messages)


@pytest.mark.documented(ERRORS)
def test_a_refused_password_changes_nothing(
    portal: Portal, member: Member, reset_link: ResetLink, portal_api: PortalApi, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    with sending_instead(portal.page, TOO_WEAK), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.set_password(new_password)

    expect_not_signed_in(portal)
    expect_password_unchanged(portal_api, member, tried=TOO_WEAK)


@pytest.mark.documented(ERRORS)
def test_after_a_refused_password_the_same_link_accepts_one_that_passes(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    with sending_instead(portal.page, TOO_WEAK), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)
    expect_readable(portal, completion.value.answer.messages)

    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(43)
@pytest.mark.documented(FEEDBACK)
def test_while_typing_the_view_tells_a_refused_password_from_an_accepted_one(
    portal: Portal, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password("")
    untouched = portal.screen.spoken()

    portal.reset_password.enter_password(TOO_WEAK)
    refused = portal.screen.spoken(other_than=untouched)
    portal.reset_password.enter_password(new_password)
    accepted = portal.screen.spoken(other_than=refused)
    portal.reset_password.enter_password(TOO_WEAK)

    assert accepted != refused, (
        "expected the view to tell a password that passes from one that doesn't; it reads the same"
    )
    assert portal.screen.speaks(refused), "expected the feedback to go back with the password; it stays as it was"
