"""JUnit XML as CI systems show it well: a chapter is a suite, a scenario has its name in words."""

import re
import xml.etree.ElementTree as ET  # only written here, never read
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from evidence.report.explanation import as_text, explanation, headline
from evidence.report.results import Result, Scenario

# What XML can't hold, such as a terminal's colours.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = {"skipped": "", "limited": "", "finding": "finding: ", "accepted": "accepted deviation: "}


def write_junit(path: Path, scenarios: list[Scenario]) -> None:
    """Write the file at once or not at all."""
    root = ET.Element("testsuites", name="password reset")
    chapters: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        chapters[scenario.last.chapter].append(scenario)
    for chapter, members in chapters.items():
        root.append(_suite(chapter, members))
    for total in ("tests", "failures", "skipped", "time"):
        values = [float(suite.get(total, "0")) for suite in root]
        root.set(total, f"{sum(values):.3f}" if total == "time" else f"{sum(values):.0f}")
    ET.indent(root)
    partial = path.with_suffix(".partial")
    ET.ElementTree(root).write(partial, encoding="utf-8", xml_declaration=True)
    partial.replace(path)


def _suite(chapter: str, scenarios: list[Scenario]) -> ET.Element:
    outcomes = [scenario.outcome for scenario in scenarios]
    began = datetime.fromtimestamp(min(scenario.attempts[0].started for scenario in scenarios), UTC)
    suite = ET.Element(
        "testsuite",
        name=_text(chapter),
        tests=str(len(scenarios)),
        failures=str(outcomes.count("failed")),
        errors="0",
        skipped=str(sum(outcome in _SKIPPED for outcome in outcomes)),
        time=f"{sum(one.seconds for scenario in scenarios for one in scenario.attempts):.3f}",
        timestamp=began.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    for scenario in scenarios:
        suite.append(_case(scenario))
    return suite


def _case(scenario: Scenario) -> ET.Element:
    last = scenario.last
    where = " ".join(one for one in (last.environment, last.project) if one)
    case = ET.Element(
        "testcase",
        classname=_text(last.chapter),
        name=_text(f"{last.name} [{where}]" if where else last.name),
        file=last.nodeid.partition("::")[0],
        time=f"{last.seconds:.3f}",
    )
    properties = ET.SubElement(case, "properties")
    for name, value in _properties(scenario):
        ET.SubElement(properties, "property", name=name, value=_text(value))
    if scenario.outcome == "failed":
        failure = ET.SubElement(case, "failure", message=_text(_first_line(last)), type="failed")
        failure.text = _text("\n".join(as_text(explanation(last))))
    elif scenario.outcome in _SKIPPED:
        ET.SubElement(case, "skipped", message=_text(_SKIPPED[scenario.outcome] + _first_line(last)))
    for attempt in scenario.attempts[:-1]:  # the form that Maven's plugins and their readers use
        kind = "flakyFailure" if scenario.outcome == "flaky" else "rerunFailure"
        again = ET.SubElement(case, kind, message=_text(_first_line(attempt)), type="failed")
        ET.SubElement(again, "stackTrace").text = _text("\n".join(as_text(explanation(attempt))))
    return case


def _properties(scenario: Scenario) -> list[tuple[str, str]]:
    last = scenario.last
    return [
        ("outcome", scenario.outcome),
        *([("id", last.id)] if last.id else []),
        *([(last.source_kind, last.source)] if last.source else []),
        *(("statement", str(number)) for number in last.statements),
        *(("mark", mark) for mark in last.marks),
        *((name, value) for name, value in last.facts.items() if name in {"portal", "browser", "seed", "replay"}),
        *(("artifact", f"{attempt.bundle}.zip") for attempt in scenario.kept),
    ]


def _first_line(result: Result) -> str:
    return headline(result) if result.reason else result.outcome


def _text(text: str) -> str:
    return _NOT_XML.sub("", text)
