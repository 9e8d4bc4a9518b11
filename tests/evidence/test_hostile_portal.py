"""Whatever a portal answers and whatever a trace holds: evidence is made as far as it can, and no verdict changes."""

import json
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from evidence.recording.capture_options import CaptureOptions
from evidence.recording.pytest_reports import LONGEST, printable, redact_text
from evidence.recording.recording import Recording
from tests.evidence.hostile import HOSTILE
from tests.evidence.recorded_suite import results, run_of, run_recorded

SCENARIO = """
import json
from types import SimpleNamespace
from tests.evidence.hostile import HOSTILE

def test_answers(view, recording):
    view.page.evaluate(
        "async (many) => { for (let one = 0; one < many; one++) {"
        " try { await (await fetch('/api/hostile/' + one)).text() } catch { /* too odd for the browser */ } }"
        " console.error('half \\ud83d, \\0, ' + 'x'.repeat(100000)) }",
        len(HOSTILE),
    )
    for kind, body in HOSTILE:
        try:
            envelope = json.loads(body)
        except (ValueError, RecursionError):
            envelope = None
        recording.note_call("POST", "/api/\\ud83d\\x00", SimpleNamespace(status=400, envelope=envelope), 0.1)
    pytest.fail("the portal says \\ud83d \\x1b[31m \\0 " + "y" * 1_000_000, pytrace=False)

@pytest.mark.parametrize("name", ["half an emoji \\ud83d", "control \\x1b[31m", "]]> & <b>"])
def test_name(name):
    pytest.fail("the portal says no", pytrace=False)
"""


def test_hostile_answers_change_no_verdict_and_break_no_report(pytester: pytest.Pytester, site: str) -> None:
    assert len(HOSTILE) >= 30

    run = run_recorded(pytester, site, SCENARIO, "--junitxml=theirs.xml")

    assert run.ret == pytest.ExitCode.TESTS_FAILED
    assert "INTERNALERROR" not in run.stdout.str() + run.stderr.str()
    run.assert_outcomes(failed=4)
    folder = run_of(pytester)
    for result in results(pytester):
        assert (result["outcome"], result["problems"]) == ("failed", [])
        assert result["reason"].startswith("The portal says")
    (answered,) = (result for result in results(pytester) if result["calls"])
    assert sum(call["by"] == "page" for call in answered["calls"]) >= 30
    assert (folder / answered["bundle"] / "trace.zip").exists()
    for name in ("junit.xml", "../../theirs.xml"):
        assert ET.parse(folder / name).getroot() is not None  # noqa: S314 - written by this run
    assert (folder / "report.html").stat().st_size < 1_000_000


@pytest.mark.parametrize("text", ["\ud83d", "a\0b", "\x1b[31m", "\N{RIGHT-TO-LEFT OVERRIDE}", "\x9b", "\uffff"])
def test_what_can_t_be_printed_is_replaced(text: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in printable(text) or "?" in printable(text)
    assert printable(text).encode("utf-8")


def test_a_text_of_many_pages_is_cut() -> None:
    assert printable("x" * 5_000_000) == "x" * LONGEST + "… (5,000,000 characters)"
    assert printable("two\nlines\tand a tab, é 😀") == "two\nlines\tand a tab, é 😀"


@pytest.mark.parametrize("part", ["\\", '- textbox "', "eyJa."])
def test_a_text_that_repeats_itself_is_redacted_as_fast_as_any_other(part: str) -> None:
    """Ten times as much text takes about ten times as long, not a hundred times."""

    def seconds(length: int) -> float:
        began = time.process_time()
        redact_text(part * (length // len(part)))
        return time.process_time() - began

    assert seconds(90_000) < 50 * max(seconds(9_000), 0.005)


Change = Callable[[dict[str, Any]], object]


def _snapshots(change: Change) -> Change:
    def change_event(event: dict[str, Any]) -> None:
        if event.get("type") == "frame-snapshot":
            change(event["snapshot"])

    return change_event


def _exchanges(change: Change) -> Change:
    def change_event(event: dict[str, Any]) -> None:
        if event.get("type") == "resource-snapshot":
            change(event["snapshot"])

    return change_event


BROKEN: dict[str, Change] = {
    "an empty node": _snapshots(lambda shot: shot.update(html=["HTML", {}, [], ["BODY", {}, []]])),
    "no node": _snapshots(lambda shot: shot.update(html=None)),
    "a number for a node": _snapshots(lambda shot: shot.update(html=["HTML", {}, 7])),
    "a reference to nothing": _snapshots(lambda shot: shot.update(html=[[99, 99]])),
    "a snapshot without its size": _snapshots(lambda shot: shot.pop("viewport", None)),
    "a snapshot without its frame": _snapshots(lambda shot: shot.pop("frameId", None)),
    "nodes nested too deep": _snapshots(lambda shot: shot.update(html=_deep(600))),
    "no snapshot at all": lambda event: event.pop("snapshot", None),
    "events without their times": lambda event: [event.pop(name, None) for name in ("startTime", "endTime")],
    "events without their kind": lambda event: event.pop("type", None),
    "parameters that are none": lambda event: event.update(params=None),
    "no clock": lambda event: event.pop("wallTime", None),
    "calls without a request": _exchanges(lambda call: call.pop("request", None)),
    "calls without an answer": _exchanges(lambda call: call.pop("response", None)),
    "calls at no time": _exchanges(lambda call: call.update(startedDateTime="never", time="long")),
    "headers that are none": _exchanges(lambda call: call["request"].update(headers=None, cookies=None)),
}


def _deep(levels: int) -> list[Any]:
    node: list[Any] = ["P", {}, "text"]
    for _ in range(levels):
        node = ["DIV", {}, node]
    return ["HTML", {}, node]


@pytest.fixture
def recording(browser: Browser, tmp_path: Path) -> Iterator[Recording]:
    """The recording of a scenario that failed."""
    recording = Recording(CaptureOptions(), tmp_path)
    with browser.new_context() as context:
        recording.watch_context(context)
        recording.failed = True
        yield recording


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_trace_is_a_problem_of_the_report_alone(recording: Recording, raw_trace: Path, name: str) -> None:
    broken = raw_trace.with_name(f"{name}.zip")
    with zipfile.ZipFile(raw_trace) as before, zipfile.ZipFile(broken, "w") as after:
        for entry in before.namelist():
            data = before.read(entry)
            if entry.endswith((".trace", ".network")):
                events = [json.loads(line) for line in data.splitlines() if line]
                for event in events:
                    BROKEN[name](event)
                data = "\n".join(json.dumps(event) for event in events).encode()
            after.writestr(entry, data)
    recording.traces.append(broken)

    recording.finalize(browser_is_alive=True)

    assert recording.to_dict()["calls"] is not None
    assert all(problem.startswith("No ") for problem in recording.problems)


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04 cut off"])
def test_a_trace_that_can_t_be_read_is_left_out_and_named(recording: Recording, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(data)
    recording.traces.append(path)

    recording.finalize(browser_is_alive=True)

    empty = data.startswith(b"PK\x05")
    assert [problem.partition(":")[0] for problem in recording.problems] == ([] if empty else ["No trace 1"])
