"""The patched scripts: each can still be read by a browser, so that no defect is caught for a slip in its patch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from provision.browser import find_browser
from tests.defects.copies import ROOT
from tests.defects.patches import Patch, read_defects, read_harmless

# What a script imports is not there; whether it can be read at all turns out before that.
COMPLAINT = """code => import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })))
    .then(() => "", (error) => (error instanceof SyntaxError ? error.message : ""))"""


@pytest.fixture
def browser_page(playwright: Playwright) -> Iterator[Page]:
    """An empty page, and no portal."""
    found = find_browser()
    browser = playwright.chromium.launch(executable_path=found.executable_path, args=[*found.args])
    yield browser.new_page()
    browser.close()


def patched_scripts(patch: Patch, folder: Path) -> dict[str, str]:
    """The scripts that a patch changes, as they are afterwards."""
    for change in patch.change:
        copy = folder / change.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((ROOT / "sandbox" / change.file).read_text(encoding="utf-8"), encoding="utf-8")
    patch.apply(folder)
    names = {change.file for change in patch.change if change.file.endswith(".js")}
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def test_every_patched_script_can_still_be_read(browser_page: Page, tmp_path: Path) -> None:
    assert browser_page.evaluate(COMPLAINT, 'import "./other.js"; const = 1;'), "a slip goes unnoticed"
    complaints = {
        f"{patch.id}: {name}": complaint
        for patch in (*read_defects(), *read_harmless())
        for name, script in patched_scripts(patch, tmp_path / patch.id).items()
        if (complaint := browser_page.evaluate(COMPLAINT, script))
    }

    assert not complaints
