"""The bug report of one attempt: a folder and a zip that can be sent to anyone."""

import json
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evidence.folders import slug
from evidence.recording.contents import Contents
from evidence.report.explanation import as_markdown, explanation
from evidence.report.results import Result
from testkit.secrets.leaks import refuse_leaks
from testkit.secrets.vault import Vault
from testkit.text import plain, shortened

ISSUE_LINES = 40
_MARKS = (
    "*documented*: the portal's vendor promises it. *hardening*: good practice asks for it beyond that (the statement "
    "has a number); a team can accept such a deviation by its id."
)
_CONTENTS = {
    "console.txt": "the browser's console",
    "filmstrip": "pictures of the views, in order",
    "issue.md": "this text for an issue",
    "portal.log": "what the portal wrote meanwhile",
    "mail": "each mail as it arrived (.eml) and as its reader saw it (.png)",
    "report.md": "everything that is known",
    "trace": "Playwright's trace: `python -m playwright show-trace FILE`, or trace.playwright.dev",
}


def bundle_name(result: Result) -> str:
    """Name a bundle after scenario, project and attempt (and environment, where there is one)."""
    parts = [slug(result.name)[:100], result.environment, result.project, f"attempt-{result.attempt}"]
    return "--".join(slug(part) for part in parts if part)


def write_bundle(run: Path, result: Result, contents: Contents | None, vault: Vault) -> Path:
    """Write folder and zip and give the folder; raises `LeakError` and writes nothing where a secret is left."""
    contents = contents or Contents()
    files = {name: path.read_bytes() for name, path in contents.files.items()}
    logs = {name: path.read_bytes()[start:] for name, (path, start) in contents.logs.items() if path.exists()}
    texts = contents.texts | logs
    if result.console:
        texts["console.txt"] = ("\n".join(result.console) + "\n").encode("utf-8", "replace")
    names = sorted([*files, *texts, "issue.md", "report.md"])
    texts["report.md"] = report_markdown(result, names).encode("utf-8", "replace")
    texts["issue.md"] = issue_markdown(result, bundle_name(result), names).encode("utf-8", "replace")
    files |= {name: vault.redact_pieces(vault.redact_bytes(data)) for name, data in texts.items()}
    # A trace was scanned entry by entry when it was written; its compressed bytes say nothing.
    refuse_leaks({name: data for name, data in files.items() if not name.endswith(".zip")}, vault)
    folder = _free(run / bundle_name(result))
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with zipfile.ZipFile(folder.with_name(folder.name + ".zip"), "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in sorted(files.items()):
            stored = zipfile.ZIP_STORED if name.endswith((".zip", ".jpg", ".png")) else zipfile.ZIP_DEFLATED
            zipped.writestr(f"{folder.name}/{name}", data, stored)
    return folder


def _free(folder: Path) -> Path:
    """Take a name that no other worker has: two scenarios may be called the same in two chapters."""
    number = 1
    while True:
        candidate = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            candidate.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return candidate


def report_markdown(result: Result, files: list[str]) -> str:
    """The whole report of an attempt, for someone who did not write the scenario."""
    sections = [
        f"# {plain(result.name)}",
        _headline(result),
        as_markdown(explanation(result)),
        "## Steps\n\n" + _steps(result.steps),
        "## API calls\n\n" + _calls(result.calls),
        "## Mail\n\n" + _mails(result.mails),
        "## Environment\n\n" + _facts(result.facts),
        "## Console and page errors\n\n" + (_fenced("\n".join(result.console[:40])) if result.console else "None."),
        "## In this bundle\n\n" + "\n".join(_contents(files)),
        "Every secret is replaced by a placeholder; the same placeholder always stands for the same secret.",
    ]
    if result.problems:
        sections.insert(3, "## What is missing\n\n" + "\n".join(f"- {plain(problem)}" for problem in result.problems))
    if result.details:
        sections.append("## For developers\n\n" + _fenced(result.details[-20_000:]))
    return "\n\n".join(sections) + "\n"


def issue_markdown(result: Result, name: str, files: list[str]) -> str:
    """A text ready to paste into an issue tracker, at most ISSUE_LINES lines; the details are in the bundle."""
    shown = ("environment", "portal", "browser", "device", "seed", "versions")
    facts = "; ".join(f"{fact}: {result.facts[fact]}" for fact in shown if result.facts.get(fact))
    head = [f"# {plain(result.name)}", "", _headline(result), ""]
    explained = as_markdown(explanation(result)).splitlines()
    tail = ["", _MARKS, *(["", f"**Environment**: {plain(facts)}"] if facts else [])]
    tail += ["", f"**Attached: {name}.zip, without secrets**", ""]
    contents = _contents(files)
    if len(head) + len(explained) + len(tail) + len(contents) > ISSUE_LINES:
        contents = [f"- {'; '.join(line.removeprefix('- ') for line in contents)}"]
    room = ISSUE_LINES - len(head) - len(tail) - len(contents)
    if len(explained) > room:
        explained = [*explained[: room - 1], "- … more in report.md"]
    return "\n".join([*head, *explained, *tail, *contents]) + "\n"


def _contents(files: list[str]) -> list[str]:
    """The files and folders of a bundle, with what they are."""
    counted = Counter(name.partition("/")[0] + ("/" if "/" in name else "") for name in files)
    kinds: dict[str, list[str]] = defaultdict(list)
    for name, number in counted.items():
        kind = next((what for start, what in _CONTENTS.items() if name.startswith(start)), "a log")
        kinds[kind].append(f"{name} ({number} files)" if number > 1 else name)
    return [f"- {', '.join(names)}: {kind}" for kind, names in kinds.items()]


def _headline(result: Result) -> str:
    began = datetime.fromtimestamp(result.started, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return (
        f"{plain(result.chapter)} · **{result.outcome}** · attempt {result.attempt} · {result.seconds:.1f} s · {began}"
    )


def _steps(steps: list[dict[str, Any]]) -> str:
    if not steps:
        return "Not recorded (tracing was off, or the scenario did not get as far as the browser)."
    return "\n".join(
        f"{number}. {plain(step['words'])} ({step['milliseconds']} ms)"
        + (f" — **{plain(step['error'].splitlines()[0])}**" if step["error"] else "")
        for number, step in enumerate(steps, start=1)
    )


def _calls(calls: list[dict[str, Any]]) -> str:
    if not calls:
        return "No calls."
    head = "Calls by `suite` need no page: repeat them with any HTTP client.\n\n"
    head += "| by | method | path | status | successful | Message | Errors | ms |\n|---|---|---|---|---|---|---|---|\n"
    return head + "\n".join(
        "| "
        + " | ".join(
            _cell(value)
            for value in (
                call["by"] + (", answered by the suite" if call.get("invented") else ""),
                call["method"],
                call["path"],
                call["status"] or "no answer",
                "" if call["successful"] is None else call["successful"],
                call["message"],
                call["errors"],
                call["milliseconds"],
            )
        )
        + " |"
        for call in calls
    )


def _mails(mails: list[dict[str, Any]]) -> str:
    if not mails:
        return "None received."
    return "\n".join(
        f"- {plain(one['subject'])}, from {plain(one['sender'])}, arrived {one['arrived']}" for one in mails
    )


def _facts(facts: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {plain(value)}" for name, value in facts.items() if value) or "Not known."


def _cell(value: Any) -> str:
    return shortened(plain(value if isinstance(value, str) else json.dumps(value)), 300).replace("|", "\\|")


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.strip()}\n{fence}"
