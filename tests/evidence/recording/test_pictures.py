"""Snapshots of a trace as HTML, in whatever form Playwright writes them."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from evidence.recording.pictures import Snapshots, picture_of_end
from evidence.recording.trace import Trace
from testkit.secrets.vault import Vault

BODY = ["BODY", {}, ["P", {}, "a & b"]]


@pytest.mark.parametrize(
    ("node", "drawn"),
    [
        (["MAIN", {"class": "view"}, "text"], '<MAIN class="view">text</MAIN>'),
        (["MAIN"], "<MAIN></MAIN>"),
        (["MAIN", {}, []], "<MAIN>[not drawable]</MAIN>"),
        ([[1, 1]], "<P>a &amp; b</P>"),
        ([[1, 99]], "[not drawable]"),
        ([[9, 0]], "[not drawable]"),
        ([["one", 0]], "[not drawable]"),
        (["MAIN", "no attributes"], "[not drawable]"),
        ({"of": "another version"}, "[not drawable]"),
        (None, "[not drawable]"),
    ],
)
def test_a_node_in_any_form_is_drawn_or_named_as_not_drawable(tmp_path: Path, node: Any, drawn: str) -> None:
    snapshots = Snapshots(trace_with(tmp_path / "trace.zip", [BODY, ["BODY", {}, node]]))

    assert snapshots.html(snapshots.shots[1]) == f"<BODY>{drawn}</BODY>"


def test_a_whole_page_is_found_again_also_where_some_of_its_nodes_are_lost(tmp_path: Path) -> None:
    page = ["HTML", {}, ["BODY", {}, ["P", {}, "before"], [], ["P", {}, "after"]]]
    snapshots = Snapshots(trace_with(tmp_path / "trace.zip", [page, [[1, 9]], ["HTML", {}, [[2, 1]], [[2, 3]]]]))

    drawn = [snapshots.html(shot) for shot in snapshots.shots]

    assert drawn[1] == drawn[0] == "<HTML><BODY><P>before</P>[not drawable]<P>after</P></BODY></HTML>"
    assert drawn[2] == "<HTML><P>before</P>[not drawable]</HTML>"


PAGE = """<body>
  <p id=plain>Nothing</p> <p id=text>SECRET</p> <p id=parts>Zq8#<b>kkLm</b><wbr>!x7Q</p> <p id=shy>Zq8#kk&shy;Lm!x7Q</p>
  <p id=long>LONG</p> <input id=shown name=clave value=short> <input id=typed value="SECRET"> <input id=name value=Ada>
  <img id=picture alt="SECRET"> <div id=style></div> <style>#style::after { content: "SECRET" }</style>
  <label>Kennwort <input id=labelled value=short></label>
</body>"""


def test_whatever_shows_a_secret_is_covered_in_a_picture(browser: Browser, tmp_path: Path) -> None:
    vault = Vault()
    secret, token = vault.add("password", "Zq8#kkLm!x7Q"), vault.add("token", "".join(f"{n:02x}" for n in range(200)))
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(PAGE.replace("SECRET", str(secret)).replace("LONG", str(token)))

        picture_of_end(page, tmp_path / "end.jpg", vault)

        covered = page.locator("[data-evidence-mask][id]").evaluate_all("(all) => all.map((one) => one.id)")
    assert sorted(covered) == sorted(["text", "parts", "shy", "long", "shown", "typed", "picture", "style", "labelled"])
    assert (tmp_path / "end.jpg").stat().st_size


def trace_with(path: Path, nodes: list[Any]) -> Trace:
    """A trace with one snapshot for each of these nodes."""
    events = [{"type": "frame-snapshot", "snapshot": {"frameId": "main", "html": node}} for node in nodes]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("trace.trace", "\n".join(json.dumps(event) for event in events))
    return Trace(path)
