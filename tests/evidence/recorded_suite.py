"""A small suite with the evidence plugin, which pytest runs in a process of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
# What fixtures/browser.py and harness/plugin.py do in the real house, as short as it can be.
CONFTEST = """
import pytest
from harness.provision.browser import find_browser
from testkit.secrets.vault import vault
from evidence.verdicts.outcome import EXPECTATION, Expectation

pytest_plugins = ["evidence.plugin", "fixtures.recording"]
SITE = "{site}"
PASSWORD = "Zq8#kk-Lm-x7Q!"

def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("hardening"):
            item.stash[EXPECTATION] = Expectation(failing="finding")

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = find_browser()
    path = str(found.executable_path) if found.executable_path else None
    return {{**browser_type_launch_args, "executable_path": path, "args": [*found.args]}}

@pytest.fixture
def new_context(new_context, recording):
    def open_context(**options):
        context = new_context(**options)
        recording.watch_context(context)
        return context
    return open_context

@pytest.fixture
def password(recording):
    recording.facts.update(environment="house", seed="7")
    return vault.add("password", PASSWORD)

class FormView:
    def __init__(self, page):
        self.page = page
    def set_password(self, password: str) -> None:
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_role("button", name="Reset password").click()

@pytest.fixture
def view(context, recording, password):
    page = context.new_page()
    recording.watch_page(page)
    page.goto(SITE + "/reset?token=" + password)
    view = FormView(page)
    recording.watch_view(view)
    return view
"""
CHAPTER = '''"""A chapter."""
import pytest
from playwright.sync_api import expect
pytestmark = pytest.mark.documented("a promise")
'''
SETTINGS = """
[pytest]
pythonpath = {house}
addopts = --import-mode=importlib -p no:cacheprovider -p no:randomly -p no:mailpit -p no:anyio
filterwarnings = error
    ignore::pytest.PytestAssertRewriteWarning
    ignore::pytest.PytestRemovedIn10Warning
markers =
    documented
    hardening
    statement
    smoke
"""


def run_recorded(pytester: pytest.Pytester, site: str, scenarios: str, *arguments: str) -> pytest.RunResult:
    """Run pytest on one file of scenarios at the small site; unmarked ones are documented."""
    pytester.makeconftest(CONFTEST.format(site=site))
    pytester.makeini(SETTINGS.format(house=HOUSE))
    file = pytester.path / "e2e" / "test_chapter.py"
    file.parent.mkdir()
    file.write_text(f"{CHAPTER}{scenarios}", encoding="utf-8")
    return pytester.runpytest_subprocess(*arguments, timeout=180)


def run_of(pytester: pytest.Pytester) -> Path:
    """The folder of the one run there was."""
    (run,) = {path.parent for path in pytester.path.glob("test-results/*/results")}
    return run


def results(pytester: pytest.Pytester) -> list[dict[str, Any]]:
    """What was written of each attempt."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(run_of(pytester).glob("results/*.json"))]


def all_text(folder: Path) -> bytes:
    """Everything in a folder, zips unpacked."""
    import io
    import zipfile

    def read(name: str, data: bytes) -> bytes:
        if not name.endswith(".zip"):
            return data
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return b"\n".join(read(inner, file.read(inner)) for inner in file.namelist())

    return b"\n".join(read(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file())
