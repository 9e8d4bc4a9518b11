"""A pytest plugin that records how long a reset mail takes: from acceptance and from the click to the link."""

import time
from typing import TYPE_CHECKING

import pytest

from tests.bench.plugins.notes import note

if TYPE_CHECKING:
    from testkit.mail.links.reset_link import ResetLink

_PATCH = pytest.StashKey[pytest.MonkeyPatch]()


def pytest_configure(config: pytest.Config) -> None:
    """Patch the two methods between which a member waits."""
    # Imported late: pytest has to rewrite the asserts of plugins first.
    from pages.forgot_password import ForgotPasswordView
    from testkit.mail.mailbox import Mailbox

    patch = config.stash[_PATCH] = pytest.MonkeyPatch()
    request_reset, wait_for_reset_link = ForgotPasswordView.request_reset, Mailbox.wait_for_reset_link
    clicked = [0.0]

    def request(view: ForgotPasswordView, email: str) -> None:
        clicked[0] = time.time()
        request_reset(view, email)

    def wait(mailbox: Mailbox) -> "ResetLink":
        link = wait_for_reset_link(mailbox)
        now = time.time()
        accepted = mailbox.inbox.messages()[-1].created.timestamp()
        note("mail", from_acceptance=now - accepted, from_click=now - clicked[0])
        return link

    patch.setattr(ForgotPasswordView, "request_reset", request)
    patch.setattr(Mailbox, "wait_for_reset_link", wait)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Restore the classes."""
    config.stash[_PATCH].undo()
