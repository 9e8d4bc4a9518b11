"""The client's scripts and styles, bundled into one file each."""

import re
from pathlib import Path

import pytest

from sandbox.web.bundle import BundleError, bundled, together
from sandbox.web.pages import WEB
from tests.sandbox.running import Running


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_a_module_follows_its_imports_and_returns_its_exports(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        main='import { one } from "./one.js";\nimport { two } from "./two.js";\none(two);\n',
        one="export const one = (n) => n;\n",
        two='import { one } from "./one.js";\nexport async function two() {}\nexport class Two {}\n',
    )
    text = together(entry)

    assert re.findall(r"const module_(\w+)_js = \(", text) == ["one", "two", "main"]
    assert "return { two, Two };" in text
    assert "import" not in text
    assert "export" not in text


@pytest.mark.parametrize("line", ['import one from "./one.js";', "export default 1;", 'import "./one.js";'])
def test_an_import_or_export_that_cannot_be_bundled_is_named(tmp_path: Path, line: str) -> None:
    entry = write(tmp_path, main=f"{line}\n", one="export const one = 1;\n")

    with pytest.raises(BundleError, match=re.escape(f"can be put together, not: {line}")):
        together(entry)


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    entry = write(tmp_path, main='import { one } from "./one.js";\n', one='import { x } from "./main.js";\n')

    with pytest.raises(BundleError, match=r"main.js imports itself, by way of one.js"):
        together(entry)


@pytest.mark.parametrize("name", ["index.html", "gate.html"])
def test_a_page_loads_one_script_and_one_style_sheet(name: str) -> None:
    page = bundled(WEB / name)

    assert len(re.findall(r'="/bundles/[^"]+\.css"', page.html)) == 1
    assert len(re.findall(r'="/bundles/[^"]+\.js"', page.html)) == 1
    assert "/assets/styles" not in page.html


def test_a_bundle_is_compressed_and_cached_for_a_year(sandbox: Running) -> None:
    addresses = re.findall(r'="(/bundles/[^"]+)"', sandbox.call("GET", "/login").text)
    plain, zipped = (
        [sandbox.call("GET", address, headers={"Accept-Encoding": taken}) for address in addresses]
        for taken in ("identity", "gzip")
    )

    assert len(addresses) == 2
    assert [answer.text for answer in plain] == [answer.text for answer in zipped]
    assert {answer.headers.get("Content-Encoding") for answer in zipped} == {"gzip"}
    assert {answer.headers["Cache-Control"] for answer in plain} == {"public, max-age=31536000, immutable"}
    assert sandbox.call("GET", "/bundles/no.js").status_code == 404
    assert sandbox.call("GET", "/bundles/no.js").headers["Cache-Control"] == "no-store"
