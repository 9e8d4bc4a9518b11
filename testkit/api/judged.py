"""Answers that say nothing about what was asked: the portal limits calls, or its server fails."""

import pytest

from testkit.api.answer import Answer
from testkit.verifiable import limited

LIMITS = (409, 429)
"""The statuses with which the portal's platform limits calls."""
SERVER_ERROR = 500


def end_where_limited(answer: Answer) -> None:
    """End the scenario as limited if the portal limits the rate of calls, as it may."""
    if answer.status in LIMITS:
        raise limited(f"the portal refuses more calls ({answer.status})", needs="a portal without this limit")


def end_unless_judged(answer: Answer, what: str) -> None:
    """End the scenario where the portal has neither accepted nor refused this: as limited, or with a failure."""
    end_where_limited(answer)
    if answer.status >= SERVER_ERROR:
        pytest.fail(f"Expected the portal to accept or refuse {what}; found {answer}.", pytrace=False)
