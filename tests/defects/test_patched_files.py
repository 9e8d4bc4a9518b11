"""The patched files are still valid: no defect is caught for a mistake in its patch."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from harness.provision.browser import find_browser
from tests.defects.copies import ROOT
from tests.defects.patches import Patch, read_defects, read_harmless

# The script's imports do not resolve here; a syntax error shows before that.
COMPLAINT = """code => import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })))
    .then(() => "", (error) => (error instanceof SyntaxError ? error.message : ""))"""


@pytest.fixture
def browser_page(playwright: Playwright) -> Iterator[Page]:
    """An empty page, and no portal."""
    found = find_browser()
    browser = playwright.chromium.launch(executable_path=found.executable_path, args=[*found.args])
    yield browser.new_page()
    browser.close()


def patched_files(patch: Patch, folder: Path, suffix: str) -> dict[str, str]:
    """The files of a kind that a patch changes, as they are afterwards."""
    for change in patch.change:
        copy = folder / change.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((ROOT / "sandbox" / change.file).read_text(encoding="utf-8"), encoding="utf-8")
    patch.apply(folder)
    names = {change.file for change in patch.change if change.file.endswith(suffix)}
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def test_every_patched_script_can_still_be_read(browser_page: Page, tmp_path: Path) -> None:
    assert browser_page.evaluate(COMPLAINT, 'import "./other.js"; const = 1;'), "a syntax error goes unnoticed"
    complaints = {
        f"{patch.id}: {name}": complaint
        for patch in (*read_defects(), *read_harmless())
        for name, script in patched_files(patch, tmp_path / patch.id, ".js").items()
        if (complaint := browser_page.evaluate(COMPLAINT, script))
    }

    assert not complaints


def test_every_patched_module_still_has_the_patched_names(tmp_path: Path) -> None:
    for patch in (*read_defects(), *read_harmless()):
        patched_files(patch, tmp_path / patch.id, ".py")

    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821,F811", "--output-format", "concise"]
    found = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout
