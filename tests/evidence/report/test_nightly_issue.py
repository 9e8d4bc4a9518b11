"""The nightly workflow's shell steps, with a `gh` that writes down how it was called."""

import os
import re
import subprocess
from pathlib import Path

import pytest

WORKFLOW = Path(__file__).parents[3] / ".github" / "workflows" / "nightly.yml"
GH = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
  *"--json body"*) printf '%s\\n' "$BODY" ;;
  *"--json number"*) printf '%s\\n' "$NUMBER" ;;
esac
"""
OPEN, TICKED = "- [ ] A chapter: it works", "- [x] A chapter: it works"


def script_of(step: str) -> str:
    """The shell script of a step of the workflow, by the step's name."""
    pattern = rf"- name: {re.escape(step)}\n(?: {{8}}.*\n)*? {{8}}run: \|\n((?: {{10}}.*\n)+)"
    found = re.search(pattern, WORKFLOW.read_text("utf-8"))
    assert found, f"no step {step!r} with a script"
    return re.sub(r"(?m)^ {10}", "", found[1])


def run_step(folder: Path, step: str, *, body: str = "", number: str = "") -> list[str]:
    """How the step calls `gh`, where the open issue (if any) has this text and number; `bash -e`, as GitHub runs it."""
    calls, tools = folder / "calls", folder / "tools"
    tools.mkdir(exist_ok=True)
    gh = tools / "gh"
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    known = {"PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(calls), "BODY": body, "NUMBER": number}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script_of(step)]
    subprocess.run(command, cwd=folder, env=known, check=True)
    return calls.read_text(encoding="utf-8").splitlines()


def issue(folder: Path, text: str) -> None:
    """Write the issue's new text, as `python -m evidence merge` does."""
    (folder / "test-results").mkdir()
    (folder / "test-results" / "issue.md").write_text(f"{text}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        (OPEN, "", ["create"]),
        (OPEN, "7", ["edit 7"]),
        (TICKED, "7", ["edit 7", "close 7"]),
        (TICKED, "", []),
    ],
    ids=["first failure", "still failing", "all pass again", "a green night"],
)
def test_the_issue_is_opened_updated_and_closed(tmp_path: Path, text: str, number: str, expected: list[str]) -> None:
    issue(tmp_path, text)

    calls = run_step(tmp_path, "Update the nightly issue, open it or close it", number=number)

    assert calls[0].startswith("label create nightly")
    changing = [re.match(r"issue (create|(?:edit|close) \d+)", call) for call in calls]
    assert [found[1] for found in changing if found] == expected
    written = [call for call in calls if call.startswith(("issue create", "issue edit"))]
    assert all("--body-file test-results/issue.md" in call for call in written)


def test_the_text_of_the_open_issue_is_brought_before_the_merge(tmp_path: Path) -> None:
    calls = run_step(tmp_path, "Bring the issue that is open", body=OPEN)

    assert calls == ["issue list --label nightly --state open --limit 1 --json body --jq .[0].body // empty"]
    assert (tmp_path / "test-results" / "issue.md").read_text(encoding="utf-8").strip() == OPEN
