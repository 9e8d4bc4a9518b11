"""Snapshots of a trace as HTML, in whatever form Playwright writes them."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from evidence.recording.pictures import Snapshots
from evidence.recording.trace import Trace

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


def trace_with(path: Path, nodes: list[Any]) -> Trace:
    """A trace with one snapshot for each of these nodes."""
    events = [{"type": "frame-snapshot", "snapshot": {"frameId": "main", "html": node}} for node in nodes]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("trace.trace", "\n".join(json.dumps(event) for event in events))
    return Trace(path)
