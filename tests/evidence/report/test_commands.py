"""`python -m evidence`: `report`, and `merge` with its summary, its line of history and its issue."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.report.made_results import CALL, evidence, result


def write(folder: Path, name: str, outcome: str = "passed", **more: Any) -> Path:
    """Write a result into the folder of a run."""
    result(name, outcome, **more).write(folder / "results")
    return folder


def test_the_last_run_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "20261124T080000Z", "it was before")
    last = write(tmp_path / "20261124T090000Z", "it works")

    done = evidence("report", "--output", tmp_path)

    assert (done.returncode, done.stdout.strip()) == (0, str(last / "report.html"))
    assert "it works" in (last / "report.html").read_text("utf-8")


@pytest.mark.parametrize("arguments", [[], ["no-such-run"]])
def test_without_a_run_it_says_so(tmp_path: Path, arguments: list[str]) -> None:
    done = evidence("report", *arguments, "--output", tmp_path)

    assert done.returncode == 2
    assert "holds no results" in done.stderr
    assert "Traceback" not in done.stderr


def test_shards_browsers_and_environments_become_one(tmp_path: Path) -> None:
    write(tmp_path / "one", "it holds")
    write(
        tmp_path / "two", "it breaks", "failed", project="webkit", reason="Expected <a> and more; found nothing\nmore"
    )

    answer = evidence(
        "merge", tmp_path / "one", tmp_path / "two", tmp_path / "never-ran", "--output", tmp_path / "merged"
    )

    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == f"{tmp_path / 'never-ran'} holds no results: it is left out.\n"
    summary = (tmp_path / "merged" / "summary.md").read_text(encoding="utf-8")
    assert "| house · chromium | 1 | 1 passed |" in summary
    assert "## ✗ A chapter: it breaks (house · webkit)" in summary
    assert "**Expected**\n\n- `<a>` and more\n\n**What happened**\n\n- Found nothing\n" in summary
    issue = (tmp_path / "merged" / "issue.md").read_text(encoding="utf-8")
    assert issue.startswith("1 of 2 scenarios failed last night.\n\n- [ ] A chapter: it breaks (house · webkit)\n")
    [line] = (tmp_path / "merged" / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["counts"] == {"failed": 1, "passed": 1}
    assert (tmp_path / "merged" / "merged-report.html").exists()
    assert 'failures="1"' in (tmp_path / "merged" / "junit.xml").read_text(encoding="utf-8")


def test_an_outage_does_not_fill_the_ten_failures_that_are_explained(tmp_path: Path) -> None:
    away = "Cannot reach Mailpit at http://mail.test:8025/: connection refused."
    for number in range(20):
        write(tmp_path / "night", f"it needs mail {number:02}", "failed", reason=away)
    write(tmp_path / "night", "it needs none", "failed", reason="Expected a greeting; found none.")

    evidence("merge", tmp_path / "night", "--output", tmp_path / "merged")

    summary = (tmp_path / "merged" / "summary.md").read_text(encoding="utf-8")
    assert summary.count("## ✗") == 2
    assert "## ✗ A chapter: it needs none" in summary
    assert "  - A chapter: it needs mail 02\n  - … and 17 more\n" in summary


def test_the_failures_that_are_explained_are_the_first_of_each_cause(tmp_path: Path) -> None:
    for kind in range(12):
        for number in range(3):
            reason = f"Expected {'a' * (kind + 1)}; found nothing."
            write(tmp_path / "night", f"{number} of kind {kind:02}", "failed", reason=reason)

    evidence("merge", tmp_path / "night", "--output", tmp_path / "merged")

    summary = (tmp_path / "merged" / "summary.md").read_text(encoding="utf-8")
    explained = [line.split()[-4] for line in summary.splitlines() if line.startswith("## ✗")]
    assert len(set(explained)) == 10, summary


def test_the_issue_is_one_checklist_that_is_ticked_as_scenarios_pass_again(tmp_path: Path) -> None:
    issue = tmp_path / "merged" / "issue.md"
    for name in ("it breaks", "it wobbles"):
        write(tmp_path / "one", name, "failed", reason="expected a, found b")
    evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")
    write(tmp_path / "two", "it wobbles", "passed")
    write(tmp_path / "two", "it is new", "failed", reason="expected c, found d")

    evidence("merge", tmp_path / "two", "--page", "https://ci.test/1", "--output", tmp_path / "merged")

    text = issue.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("- [")] == [
        "- [ ] A chapter: it is new (house · chromium)",
        "- [ ] A chapter: it breaks (house · chromium)",
        "- [x] A chapter: it wobbles (house · chromium)",
    ]
    assert "[The run](https://ci.test/1)" in text


def test_the_box_of_a_scenario_that_is_no_longer_in_the_catalogue_is_removed(tmp_path: Path) -> None:
    kept = [
        "- [ ] Sign-out: After sign-out, history back does not show the member area (staging · chromium)",
        "- [ ] Accessibility: keyboard: The focus is always visible (recovery) (staging · chromium)",
        "- [ ] Another suite: A scenario (staging · chromium)",
    ]
    gone = "- [ ] Sign-out: A name that no scenario has (staging · chromium)"
    (tmp_path / "merged").mkdir()
    (tmp_path / "merged" / "issue.md").write_text("\n".join([*kept, gone]), "utf-8")
    write(tmp_path / "one", "it holds")

    evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")

    text = (tmp_path / "merged" / "issue.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("- [")] == kept


def test_a_green_night_leaves_no_box_open(tmp_path: Path) -> None:
    issue = tmp_path / "merged" / "issue.md"
    write(tmp_path / "one", "it holds", "failed", reason="expected a, found b")
    evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")
    write(tmp_path / "two", "it holds")

    assert evidence("merge", tmp_path / "two", "--output", tmp_path / "merged").returncode == 0
    assert "- [x] A chapter: it holds" in issue.read_text(encoding="utf-8")
    assert "- [ ]" not in issue.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nodeid": "a"}', '{"outcome": "exploded"}'])
def test_a_result_that_can_t_be_read_is_named(tmp_path: Path, text: str) -> None:
    write(tmp_path / "one", "it holds")
    damaged = tmp_path / "one" / "results" / "damaged.json"
    damaged.write_text(text, "utf-8")

    answer = evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")

    assert answer.returncode == 2
    assert answer.stderr.startswith(f"{damaged} is not a result that this version of the suite can read.")


@pytest.mark.parametrize(
    "field",
    [
        {"steps": [{"words": "click"}]},
        {"calls": [{name: value for name, value in CALL.items() if name != "by"}]},
        {"mails": [{}]},
        {"started": math.nan},
        {"seconds": math.inf},
        {"started": 1e300},
    ],
    ids="-".join,
)
def test_a_result_of_another_version_is_named(tmp_path: Path, field: dict[str, Any]) -> None:
    write(tmp_path / "one", "it breaks", "failed", **field)

    answer = evidence("report", tmp_path / "one", "--output", tmp_path)

    assert answer.returncode == 2
    assert "is not a result that this version of the suite can read." in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("name", ["history.jsonl", "issue.md"])
def test_what_another_hand_wrote_into_a_merged_file_costs_no_report(tmp_path: Path, name: str) -> None:
    failed = write(tmp_path / "one", "it wobbles", "failed", reason="expected a, found b")
    evidence("merge", failed, "--output", tmp_path / "merged")
    kept = (tmp_path / "merged" / name).read_bytes()
    lines = b"- [ ] \xff\n" + kept.replace(b": 1.5}", b': "x"}') + b"[" * 100_000
    (tmp_path / "merged" / name).write_bytes(lines)

    answer = evidence("merge", write(tmp_path / "two", "it wobbles"), "--output", tmp_path / "merged")

    assert answer.returncode == 0, answer.stderr


def test_a_result_of_a_newer_version_and_a_damaged_history_are_read(tmp_path: Path) -> None:
    write(tmp_path / "one", "it holds")
    (file,) = (tmp_path / "one" / "results").glob("*.json")
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "added_later": 1}), "utf-8")
    history = tmp_path / "merged" / "history.jsonl"
    history.parent.mkdir()
    cut = '{"run": "a", "at": "2026-11'
    history.write_bytes(f'3\n[]\n{{}}\nnull\n{{"at": 1, "counts": {{"odd": 1}}}}\n{cut}\n'.encode() + b"\xff\n")

    answer = evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")

    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "merged" / "merged-report.html").exists()


def test_without_any_result_it_says_so(tmp_path: Path) -> None:
    answer = evidence("merge", tmp_path / "one", "--output", tmp_path / "merged")

    assert answer.returncode == 2
    assert "no machine has written a result" in answer.stderr
