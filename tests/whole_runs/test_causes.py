"""What a run says of failures that have a cause in common: an outage is one, two defects are two."""

from pathlib import Path

import pytest

from tests.defects.copies import patched_copy
from tests.defects.judge import shared_inbox
from tests.defects.patches import read_defects
from tests.whole_runs.conftest import Deployment
from tests.whole_runs.runs import start

RESET = b"startPasswordReset"
SEVERAL = "signed_in_by_the_reset_itself or new_password_signs_in_on or old_password_no_longer"
DEFECTS = ("errors-not-shown", "used-link-works-again")
CAUGHT_BY = "one_character_too_short or all_broken_rules or a_used_link_is or invalid_token_sets_no_password and used"


def causes_in(output: str) -> list[str]:
    """The lines that name a likely cause."""
    section = output.partition(" likely causes =")[2].partition(" failures =")[0]
    return [line for line in section.splitlines() if " scenarios, the first at " in line]


def test_a_portal_that_stops_in_the_middle_of_a_run_is_one_cause(deployment: Deployment) -> None:
    deployment.portal.when_seen[RESET] = deployment.portal.close

    run = deployment.run("-k", SEVERAL, wait=2)
    output = run.end()
    (cause,) = causes_in(output)

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "report:" in output
    assert cause.endswith(f"http://{deployment.portal.address} could not be reached")


def test_a_mailpit_that_stops_in_the_middle_of_a_run_is_one_cause(deployment: Deployment) -> None:
    deployment.portal.when_seen[RESET] = deployment.mailpit.close

    run = deployment.run("-k", SEVERAL)
    output = run.end()
    (cause,) = causes_in(output)

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert f"Cannot reach Mailpit at http://{deployment.mailpit.address}" in output
    assert cause.endswith(f"Mailpit at http://{deployment.mailpit.address} could not be reached")


def test_two_defects_are_two_causes(tmp_path: Path) -> None:
    seeded = [one for one in read_defects() if one.id in DEFECTS]
    with shared_inbox() as inbox, patched_copy(seeded, inbox, wait=1.5) as copy:
        run = start("-k", CAUGHT_BY, "-n", "0", f"--config={copy.settings}", f"--output={tmp_path}")
        causes = causes_in(run.end())

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert {cause.partition(" UTC: ")[2].partition("; ")[0] for cause in causes} == {
        "Expected each message of the server to be readable",
        "Expected the token to be refused with 400",
    }
    assert len(causes) == len(DEFECTS)
