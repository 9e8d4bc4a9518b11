"""Results merge, and the report of a run can be read by anyone, anywhere."""

import json
import re
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from evidence.recording.contents import Contents
from evidence.report.bundle import ISSUE_LINES, issue_markdown, write_bundle
from evidence.report.explanation import Part
from evidence.report.history import append_history, changes, flakiest, read_history, since
from evidence.report.html import write_report
from evidence.report.junit import write_junit
from evidence.report.results import Result, Scenario, counts, last_run, read_runs
from testkit.secrets.leaks import LeakError
from testkit.secrets.vault import Vault
from tests.evidence.conftest import PASSWORD
from tests.evidence.report.made_results import CALL, result

PICTURE = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "08" * 64
    + "ffc0000b080001000101011100ffc40014000100000000000000"
    "0000000000000003ffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)
STEP = {"words": "reset password view: set password", "started": 1.0, "milliseconds": 40, "error": "", "calls": []}


def _result(name: str, outcome: str, **more: Any) -> Result:
    values = {
        "chapter": "Policy errors",
        "reason": "" if outcome == "passed" else f"Expected that {name}; found <b>not</b>.",
        "source_kind": "documented",
        "source": "a promise",
        "statements": [9],
        "calls": [CALL],
        "steps": [STEP],
        "mails": [{"subject": "Reset", "sender": "a@example.com", "arrived": "now", "read": 0.5}],
        "console": ["error: 400"],
    }
    return result(name, outcome, **{**values, **more})


@pytest.fixture
def a_run(tmp_path: Path, vault: Vault) -> Path:
    """A run with every outcome there is."""
    folder = tmp_path / "test-results" / "20261124T080000Z-house"
    for outcome in ("failed", "finding", "fixed", "accepted", "skipped", "passed"):
        _kept(folder, _result(f"it {outcome}", outcome), vault)
    _kept(folder, _result("it wavers", "failed"), vault)
    _kept(folder, _result("it wavers", "passed", attempt=2), vault)
    return folder


def _kept(folder: Path, made: Result, vault: Vault) -> None:
    bundle = ""
    if made.outcome in {"failed", "finding"}:
        contents = Contents(texts={"filmstrip/1-01-set-password.jpg": PICTURE, "mail.eml": b"Subject: Reset\n\n"})
        bundle = write_bundle(folder, made, contents, vault).name
    replace(made, bundle=bundle).write(folder / "results")


def test_a_picture_s_caption_has_the_words_of_its_steps(tmp_path: Path, vault: Vault) -> None:
    moved = {**STEP, "words": "the suite moves the browser's clock (by hand: change it)"}
    picture = "filmstrip/1-02-the-suite-moves-the-browser-s-clock-reset-password-view-set-password.jpg"
    made = _result("it fails", "failed", steps=[moved, STEP])
    bundle = write_bundle(tmp_path, made, Contents(texts={picture: PICTURE}), vault).name
    write_report(tmp_path / "report.html", [Scenario([replace(made, bundle=bundle, run=str(tmp_path))])], [])

    text = unescape((tmp_path / "report.html").read_text("utf-8"))

    assert "the suite moves the browser's clock; reset password view: set password</figcaption>" in text


def test_the_report_has_the_last_pictures_of_each_browser(tmp_path: Path, vault: Vault) -> None:
    names = [*(f"{browser}-0{number}-look" for browser in (1, 2) for number in range(1, 6)), "1-end-1", "2-end-2"]
    contents = Contents(texts={f"filmstrip/{name}.jpg": PICTURE for name in names})
    made = _result("it fails", "failed")
    bundle = write_bundle(tmp_path, made, contents, vault).name
    write_report(tmp_path / "report.html", [Scenario([replace(made, bundle=bundle, run=str(tmp_path))])], [])

    captions = re.findall(r"<figcaption>(.*?)</figcaption>", (tmp_path / "report.html").read_text("utf-8"))

    seen = ["look", "look", "how it ended"]
    assert captions == [f"browser {number}: {words}" for number in (1, 2) for words in seen]


def test_attempts_become_scenarios(a_run: Path) -> None:
    assert counts(read_runs([a_run])) == {
        "failed": 1, "flaky": 1, "finding": 1, "fixed": 1, "accepted": 1, "skipped": 1, "passed": 1,
    }  # fmt: skip


def test_shards_merge_into_one_report(a_run: Path, tmp_path: Path) -> None:
    other = tmp_path / "test-results" / "20261124T080001Z-house"
    _result("it is elsewhere", "passed", chapter="Another chapter").write(other / "results")

    scenarios = read_runs([a_run, other])

    assert len(scenarios) == 8
    assert {scenario.last.chapter for scenario in scenarios} == {"Policy errors", "Another chapter"}
    assert last_run(tmp_path / "test-results") == other


def test_a_result_that_is_half_written_is_never_seen(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "x.1234.partial").write_text('{"nodeid', "utf-8")

    assert read_runs([tmp_path]) == []


def test_history_names_the_flakiest(a_run: Path, tmp_path: Path) -> None:
    for _ in range(3):
        append_history(tmp_path, a_run, read_runs([a_run]), 12.0)
    with (tmp_path / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"cut off')

    history = read_history(tmp_path)

    assert len(history) == 3
    assert flakiest(history) == [("e2e/test_a.py::test_it_wavers on house, chromium", 3)]


def test_history_says_since_when_a_scenario_fails(tmp_path: Path) -> None:
    passes, fails = _result("it changes", "passed"), _result("it changes", "failed")
    assert since(read_history(tmp_path), fails) == ""

    for number, made in enumerate((passes, passes, fails, fails)):
        folder = tmp_path / f"run-{number}"
        made.write(folder / "results")
        if number == 2:
            assert since(read_history(tmp_path), fails) == "New: passed in the last 2 runs."
        append_history(tmp_path, folder, read_runs([folder]), 1)

    assert since(read_history(tmp_path), fails).startswith("Failing for 3 runs in a row, since 20")
    assert since(read_history(tmp_path), _result("it is new", "failed")) == "First run of this scenario here."


def test_the_last_run_is_compared_with(tmp_path: Path) -> None:
    def scenario(name: str, outcome: str, seconds: float = 2.0) -> Scenario:
        return Scenario([_result(name, outcome, seconds=seconds)])

    before = [scenario("breaks", "passed"), scenario("mends", "failed"), scenario("drags", "passed")]
    now = [scenario("breaks", "failed"), scenario("mends", "passed"), scenario("drags", "passed", 9)]
    append_history(tmp_path, tmp_path / "one", before, 12.0)

    found = changes(read_history(tmp_path), [*now, scenario("is new", "failed")])

    assert [one.last.name for one in found.failing] == ["breaks"]
    assert [one.last.name for one in found.passing] == ["mends"]
    assert [(one.last.name, took) for one, took in found.slower] == [("drags", 2.0)]
    assert changes([], now).at == ""


def test_the_report_is_accessible_and_fits_a_phone(a_run: Path, browser: Browser) -> None:
    append_history(a_run.parent, a_run, read_runs([a_run]), 12.0)
    append_history(a_run.parent, a_run, read_runs([a_run]), 13.0)
    write_report(a_run / "report.html", read_runs([a_run]), read_history(a_run.parent))

    for size, scheme in ((320, "light"), (1280, "light"), (390, "dark")):
        with browser.new_context(
            viewport={"width": size, "height": 800}, color_scheme="dark" if scheme == "dark" else "light", offline=True
        ) as context:
            page = context.new_page()
            page.goto((a_run / "report.html").as_uri())
            expect(page.get_by_role("heading", level=1)).to_have_text("1 of 7 scenarios failed.")
            expect(page.get_by_role("heading", name="Findings", exact=True)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= size
            page.get_by_role("link", name="completion").click()
            expect(page.get_by_role("status")).to_have_text("1 of 7 scenarios shown")
            page.get_by_role("button", name="Show all").click()
            expect(page.get_by_role("status")).to_have_text("7 of 7 scenarios shown")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            violations = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:90] for node in one["nodes"][:3]]) for one in violations] == []


def test_the_report_stands_alone_and_shows_no_markup_of_others(a_run: Path) -> None:
    write_report(a_run / "report.html", read_runs([a_run]), read_history(a_run.parent))

    html = (a_run / "report.html").read_text("utf-8")
    assert "data:image/jpeg;base64," in html
    assert "Expected that it failed; found &lt;b&gt;not&lt;/b&gt;." in html
    assert "http://" not in html
    assert "https://" not in html


def test_junit_has_chapters_as_suites_and_names_in_words(a_run: Path) -> None:
    write_junit(a_run / "junit.xml", read_runs([a_run]))

    root = ET.parse(a_run / "junit.xml").getroot()  # noqa: S314 - written by this test
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("skipped")) == (
        "Policy errors", "7", "1", "3",
    )  # fmt: skip
    names = [case.get("name") for case in suite]
    assert "it failed [house chromium]" in names
    failed = next(case for case in suite if case.get("name") == "it failed [house chromium]")
    properties = {one.get("name"): one.get("value") for one in failed.iter("property")}
    assert properties["documented"] == "a promise"
    assert properties["artifact"] == "it-failed--house--chromium--attempt-1.zip"


def test_a_bundle_with_a_secret_left_is_not_written(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("redact_bytes", "redact_pieces"):
        monkeypatch.setattr(Vault, step, lambda _vault, data: data)
    contents = Contents(texts={"mail.eml": f"Subject: {PASSWORD}".encode()})

    with pytest.raises(LeakError, match=r"password 1.* in mail\.eml"):
        write_bundle(tmp_path, _result("it fails", "failed"), contents, vault)
    assert list(tmp_path.iterdir()) == []


def test_the_text_for_an_issue_is_short_and_plain() -> None:
    long = "\n".join("x <b> `code` " * 100 for _ in range(100))
    files = ["console.txt", "filmstrip/1.jpg", "filmstrip/2.jpg", "issue.md", "mail-1.eml", "mail-1.png", "report.md"]
    text = issue_markdown(_result("it fails", "failed", reason=long, steps=[STEP] * 50), "it-fails", files)

    assert len(text.splitlines()) <= ISSUE_LINES
    assert 'reset password view: set password → completePasswordReset 400 "Password: too common | really"' in text
    assert "**Expected**" in text
    assert "it-fails.zip" in text
    assert "- filmstrip/ (2 files): pictures" in text
    assert "- mail-1.eml, mail-1.png: each mail" in text
    assert "trace" not in text
    assert "&lt;" not in text
    assert "`code`" not in text


def test_the_text_for_an_issue_stays_short_whatever_there_is_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [Part(title, [f"line {number}" for number in range(30)]) for title in ("Expected", "Happened", "Next")]
    monkeypatch.setattr("evidence.report.bundle.explanation", lambda _: parts)
    files = [f"server-{number}.log" for number in range(50)]

    lines = issue_markdown(_result("it fails", "failed"), "it-fails", files).splitlines()

    assert len(lines) == ISSUE_LINES
    assert "- … more in report.md" in lines
    assert lines[-1] == f"- {', '.join(files)}: a log"


def test_two_scenarios_of_one_name_keep_a_bundle_each(tmp_path: Path, vault: Vault) -> None:
    first = write_bundle(tmp_path, _result("it fails", "failed"), None, vault)
    second = write_bundle(tmp_path, _result("it fails", "failed"), None, vault)

    assert first != second
    assert {path.name for path in tmp_path.glob("*.zip")} == {f"{first.name}.zip", f"{second.name}.zip"}


def test_a_bundle_is_small_and_quickly_made(tmp_path: Path, vault: Vault) -> None:
    log, earlier = tmp_path / "portal.log", "GET /earlier\n"
    log.write_text(
        earlier + "\n".join(json.dumps({"path": "/api", "password": PASSWORD}) for _ in range(2_000)), "utf-8"
    )

    began = time.process_time()
    folder = write_bundle(
        tmp_path, _result("it fails", "failed"), Contents(logs={"portal.log": (log, len(earlier))}), vault
    )

    assert time.process_time() - began < 3
    assert folder.with_name(f"{folder.name}.zip").stat().st_size < 10_000_000
    written = (folder / "portal.log").read_bytes()
    assert vault.leaks(written) == []
    assert written.startswith(b'{"path": "/api"'), "what the portal wrote before is of other scenarios"
