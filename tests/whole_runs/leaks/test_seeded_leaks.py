"""The independent search finds a leak of each kind, and nothing without it.

`make leaks` tries all of them; otherwise two, other ones each day.
"""

from pathlib import Path

import pytest

from tests.whole_runs.leaks.patched_suite import Leak, patched_suite, read_leaks
from tests.whole_runs.leaks.search import search_a_run
from tests.whole_runs.runs import Workspace, todays

SCENARIO = "signed_in_by_the_reset_itself"
TIMEOUT_SECONDS = 400
CHOSEN = todays(read_leaks())


def test_every_leak_can_still_be_seeded(tmp_path: Path) -> None:
    for leak in read_leaks():
        patched_suite(tmp_path / leak.id, leak.portal + leak.leak)


@pytest.mark.parametrize("leak", CHOSEN, ids=lambda leak: leak.id)
def test_a_seeded_leak_is_found(leak: Leak, workspace: Workspace, tmp_path: Path) -> None:
    suite = patched_suite(tmp_path, leak.portal + leak.leak)

    assert search_a_run(workspace, "-k", SCENARIO, *leak.arguments, timeout=TIMEOUT_SECONDS, suite=suite), leak.what


@pytest.mark.parametrize("leak", [leak for leak in CHOSEN if leak.portal], ids=lambda leak: leak.id)
def test_nothing_is_left_of_what_a_portal_does(leak: Leak, workspace: Workspace, tmp_path: Path) -> None:
    suite = patched_suite(tmp_path, leak.portal)

    assert search_a_run(workspace, "-k", SCENARIO, *leak.arguments, timeout=TIMEOUT_SECONDS, suite=suite) == []
