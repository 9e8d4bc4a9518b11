"""Traces can be sent to anyone, and still open in the trace viewer with all that makes them useful."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evidence.recording import trace as tracing
from evidence.recording.journal import Journal
from evidence.recording.pictures import picture_of_end, pictures_of_steps
from evidence.recording.steps import place, read_steps
from evidence.recording.trace import Trace
from evidence.report.viewer import trace_viewer
from testkit.network.interference import answered_with
from testkit.secrets.leaks import LeakError
from testkit.secrets.vault import Vault
from tests.evidence.conftest import PASSWORD, TOKEN, fill_in_form


def test_the_raw_trace_is_full_of_secrets(raw_trace: Path, vault: Vault) -> None:
    with zipfile.ZipFile(raw_trace) as file:
        leaking = {name for name in file.namelist() if vault.leaks(file.read(name))}

    assert {"trace.trace", "trace.network"} <= leaking
    assert any(name.startswith("resources/") for name in leaking)
    assert any("src" in name for name in leaking), "the sources of this test hold the password"


def test_no_secret_is_left_in_a_redacted_trace(clean_trace: Path, vault: Vault) -> None:
    with zipfile.ZipFile(clean_trace) as file:
        assert {name: left for name in file.namelist() if (left := vault.leaks(file.read(name)))} == {}
        everything = b"\n".join(file.read(name) for name in file.namelist())
    assert PASSWORD.encode() not in everything
    assert json.dumps(PASSWORD)[1:-1].encode() not in everything
    assert TOKEN.encode() not in everything


def test_pictures_and_fonts_stay_as_they_are(raw_trace: Path, clean_trace: Path) -> None:
    with zipfile.ZipFile(raw_trace) as before, zipfile.ZipFile(clean_trace) as after:
        pictures = [name for name in before.namelist() if name.endswith(".png")]
        assert pictures
        assert all(before.read(name) == after.read(name) for name in pictures)


def test_a_screencast_is_dropped_with_its_events(browser: Browser, site: str, vault: Vault, tmp_path: Path) -> None:
    with browser.new_context() as context:
        context.tracing.start(screenshots=True, snapshots=True)
        fill_in_form(context, site)
        context.tracing.stop(path=tmp_path / "raw.zip")

    tracing.redact_trace(tmp_path / "raw.zip", tmp_path / "trace.zip", vault)

    with zipfile.ZipFile(tmp_path / "raw.zip") as file:
        assert b"screencast-frame" in file.read("trace.trace"), "this Playwright records no screencast any more"
    with zipfile.ZipFile(tmp_path / "trace.zip") as file:
        assert b"screencast-frame" not in file.read("trace.trace")
        assert not [name for name in file.namelist() if name.endswith((".jpeg", ".jpg"))]


def test_a_redacted_trace_opens_in_the_viewer(clean_trace: Path, browser: Browser) -> None:
    with trace_viewer(clean_trace) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("a form: set password")).to_be_visible()
        page.get_by_text("Expect").last.click()

        snapshot = page.frame_locator("iframe.snapshot-visible")
        expect(snapshot.get_by_role("alert")).to_have_text("Password: too common")
        expect(snapshot.locator("#echo")).to_contain_text("password 1")

        page.get_by_role("tab", name="Network").click()
        expect(page.get_by_text("completePasswordReset").first).to_be_visible()
        expect(page.get_by_text("reset-token-1").first).to_be_visible()

        page.get_by_role("tab", name="Source").click()
        expect(page.get_by_text("def fill_in_form").first).to_be_visible()


def test_a_last_scan_refuses_a_trace_in_which_a_secret_is_left(
    raw_trace: Path, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("redact_bytes", "redact_pieces"):
        monkeypatch.setattr(Vault, step, lambda _vault, data: data)

    with pytest.raises(LeakError, match=r"Not written.*password 1.* in trace\.trace"):
        tracing.redact_trace(raw_trace, tmp_path / "trace.zip", vault)
    assert list(tmp_path.iterdir()) == []


def test_secrets_that_the_suite_never_held_are_found_where_they_stand(raw_trace: Path, tmp_path: Path) -> None:
    nobody_told = Vault()

    tracing.redact_trace(raw_trace, tmp_path / "trace.zip", nobody_told)

    with zipfile.ZipFile(tmp_path / "trace.zip") as file:
        everything = b"\n".join(file.read(name) for name in file.namelist() if not name.startswith("src"))
    assert json.dumps(PASSWORD)[1:-1].encode() not in everything
    assert TOKEN.encode() not in everything


def test_steps_are_described_in_words(clean_trace: Path) -> None:
    steps = [step.words for step in read_steps(Trace(clean_trace))]

    assert steps[0].startswith("go to http://127.0.0.1")
    assert steps[1:3] == ["a form: set password", "expect alert to have text Password: too common"]
    assert TOKEN not in steps[0]


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ('internal:role=link[name="Forgot password?"i]', 'link "Forgot password?"'),
        ("internal:role=button[name=/^sign in\\b/i]", 'button "sign in"'),
        ('form >> internal:label="Email"i', '"Email"'),
        ("internal:role=alert", "alert"),
        ('form >> input >> internal:describe="email of the form"', "email of the form"),
        ("internal:role=link[name=/forgot(ten)?( your| my)? password/i]", "link"),
        ("#plain-css", "#plain-css"),
    ],
)
def test_places_are_described_in_words(selector: str, words: str) -> None:
    assert place(selector) == words


def test_a_step_in_another_tab_says_so(browser: Browser, site: str, tmp_path: Path) -> None:
    with browser.new_context() as context:
        tracing.start(context)
        first, second = context.new_page(), context.new_page()
        first.goto(f"{site}/reset?token=short")
        context.tracing.group("sign in view: open")
        second.goto(f"{site}/reset?token=short")
        context.tracing.group_end()
        first.reload()
        tracing.save(context, tmp_path / "trace.zip")

    words = [step.words for step in read_steps(Trace(tmp_path / "trace.zip"))]

    assert [one for one in words if "tab" in one] == ["sign in view: open (in tab 2)"]
    assert words[-1] == "reload the page"


def test_what_the_suite_does_and_no_member_is_a_step_with_how_to_do_it_by_hand(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with browser.new_context() as context:
        tracing.start(context)
        page = context.new_page()
        page.clock.install()
        page.goto(f"{site}/reset?token=short")
        with answered_with(page, "/api/sys/users/completePasswordReset", status=500, body='{"Message": "no"}'):
            page.get_by_role("button", name=re.compile("(reset|set)( your)? password", re.IGNORECASE)).click()
            expect(page.get_by_role("alert")).to_have_text("no")
        tracing.save(context, tmp_path / "trace.zip")
    trace = Trace(tmp_path / "trace.zip")
    journal = Journal()
    journal.read(trace)

    steps = read_steps(trace)
    pictures = pictures_of_steps(browser, trace, steps, tmp_path / "filmstrip")

    words = [step.words for step in steps]
    assert words[0] == "the suite takes over the browser's clock (by hand: change the computer's clock, then reload)"
    assert words[2].startswith("the suite answers completePasswordReset itself with 500")
    assert words[3] == 'click button "Reset password"'
    assert [call.invented for call in journal.calls] == [True]
    names = [picture.stem for picture in pictures]
    assert names[0].startswith("01-the-suite-takes-over-the-browser-s-clock-go-to-")
    assert any("the-suite-answers-completepasswordreset-itself-with-500" in name for name in names)


def test_the_journal_has_what_the_page_called_and_what_the_console_said(clean_trace: Path) -> None:
    journal = Journal()
    journal.read(Trace(clean_trace))

    (call,) = journal.calls
    assert (call.method, call.path, call.status) == ("POST", "/api/sys/users/completePasswordReset", 400)
    assert (call.successful, call.message) == (False, "Password: too common")
    assert "too common" in call.errors
    assert PASSWORD not in call.errors
    assert any("the token was" in line and TOKEN not in line for line in journal.console)


def test_without_a_trace_the_journal_listens(browser: Browser, site: str) -> None:
    journal = Journal()
    with browser.new_context() as context:
        journal.watch(context)
        page = context.new_page()
        page.goto(f"{site}/reset?token=short")
        page.get_by_role("button", name="Reset password").click()
        expect(page.get_by_role("alert")).to_have_text("Password: too common")
        with context.expect_event("weberror"):
            page.evaluate("setTimeout(() => { throw new Error('out of order') })")

    assert [(call.method, call.status) for call in journal.calls] == [("POST", 400)]
    assert any("out of order" in line for line in journal.console)


def test_the_filmstrip_shows_each_view_as_it_was_drawn(clean_trace: Path, browser: Browser, tmp_path: Path) -> None:
    trace = Trace(clean_trace)

    pictures = pictures_of_steps(browser, trace, read_steps(trace), tmp_path / "filmstrip")

    shown = [re.sub(r"http.*", "", picture.stem[3:]) for picture in pictures]
    assert shown[:2] == ["go-to-", "a-form-set-password"]
    # A step that waits for the answer has a picture of its own where the answer was not there yet.
    assert set(shown[2:]) <= {"expect-alert-to-have-text-password-too-common"}
    assert all(picture.read_bytes()[:3] == b"\xff\xd8\xff" for picture in pictures)


def test_the_last_picture_covers_passwords_and_secrets(
    browser: Browser, site: str, vault: Vault, tmp_path: Path
) -> None:
    with browser.new_context() as context:
        fill_in_form(context, site)
        (page,) = context.pages
        picture_of_end(page, tmp_path / "end.jpg", vault)

        covered = page.locator("[data-evidence-mask]").evaluate_all("all => all.map((one) => one.id)")
    assert covered == ["password", "echo"]
    assert (tmp_path / "end.jpg").stat().st_size > 0
