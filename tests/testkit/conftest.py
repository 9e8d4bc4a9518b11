"""The inboxes of `tests/inbox`, for the tests of mailboxes and locks."""

from tests.inbox.conftest import embedded_inbox, inbox, real_mailpit

__all__ = ["embedded_inbox", "inbox", "real_mailpit"]
