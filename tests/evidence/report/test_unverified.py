"""What a run says beside its outcomes: what runs could not verify, and server errors that it waited out."""

from pathlib import Path
from typing import Any

import pytest

from evidence.report.closing import print_repeated, print_unverified
from evidence.report.history import append_history, long_unverified, read_history
from evidence.report.html import write_report
from evidence.report.results import read_runs
from tests.evidence.report.made_results import CALL, Terminal, result

REASON = "not verifiable: there is no chat; needs one"


def test_what_ten_runs_could_not_verify_is_named_at_the_terminal_and_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skipped = result("it needs a chat", "skipped", reason=REASON)
    another = result("it is new", "skipped", reason=REASON)
    for number in range(10):
        if number == 9:
            another.write(tmp_path / "9" / "results")
        before = read_history(tmp_path)
        skipped.write(tmp_path / str(number) / "results")
        scenarios = read_runs([tmp_path / str(number)])
        found = [one.last.name for one in long_unverified(before, scenarios)]
        append_history(tmp_path, tmp_path / str(number), scenarios, 1)
        assert found == (["it needs a chat"] if number == 9 else [])
    write_report(tmp_path / "report.html", scenarios, before)

    print_unverified(Terminal(), tmp_path / "9")

    assert "A chapter · it needs a chat [house]" in capsys.readouterr().out
    assert "Not verified in 10 runs" in (tmp_path / "report.html").read_text("utf-8")


def test_a_scenario_that_one_of_ten_runs_verified_is_not_named(tmp_path: Path) -> None:
    for number in range(10):
        outcome, reason = ("passed", "") if number == 1 else ("skipped", REASON)
        result("it needs a chat", outcome, reason=reason).write(tmp_path / str(number) / "results")
        before, scenarios = read_history(tmp_path), read_runs([tmp_path / str(number)])
        append_history(tmp_path, tmp_path / str(number), scenarios, 1)

    assert long_unverified(before, scenarios) == []


def test_server_errors_of_calls_that_were_made_again_have_a_line_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(path: str, status: int, by: str = "suite") -> dict[str, Any]:
        return {**CALL, "by": by, "path": path, "status": status}

    calls = [
        call("/api/spaces/coworkers", 500),
        call("/api/spaces/coworkers", 502),
        call("/api/spaces/coworkers", 200),
        call("/api/sys/users/exchange?token=x", 500),  # a scenario about it: it was not made again
        call("/api/token", 200),
        call("/api/token", 500, by="page"),
        call("/api/token", 200, by="page"),
    ]
    result("it passes", calls=calls).write(tmp_path / "run" / "results")
    write_report(tmp_path / "report.html", read_runs([tmp_path / "run"]), [])

    print_repeated(Terminal(), tmp_path / "run")

    said = capsys.readouterr().out
    assert "POST /api/spaces/coworkers: 500 (1 time); made again" in said
    assert said.count("made again") == 2
    assert "POST /api/spaces/coworkers: 502 (1 time)" in (tmp_path / "report.html").read_text("utf-8")
