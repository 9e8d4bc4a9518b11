"""The independent search: the portal itself notes every secret it sees, and no piece of one is in what a run leaves.

`ALL_SCENARIOS=1` fails every scenario of the catalogue, `ALL_SCENARIOS=2/8` a part of them; otherwise a few of each
chapter.
"""

import os

from tests.whole_runs.leaks.search import EVERYTHING_PRINTED, search_a_run
from tests.whole_runs.runs import Workspace

A_FEW = "signed_in_by_the_reset_itself or one_request_sends_one_mail or temporary_password or passwords_do_not_use_up"
ALL = os.environ.get("ALL_SCENARIOS", "")
TIMEOUT_SECONDS = 5_400 if ALL else 540


def test_no_piece_of_a_secret_is_in_what_a_run_leaves(workspace: Workspace) -> None:
    chosen = ("--shard", ALL if "/" in ALL else "1/1") if ALL else ("-k", A_FEW)

    assert search_a_run(workspace, *EVERYTHING_PRINTED, *chosen, timeout=TIMEOUT_SECONDS) == []
    assert sum(one.outcome == "failed" for one in workspace.scenarios()) >= 4
