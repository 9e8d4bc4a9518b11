"""Check that the suite catches seeded defects and accepts harmless changes: `python -m tests.defects --help`."""

import argparse
import difflib
import os
import re
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import get_args

from testkit.command_line import Parser, from_one
from testkit.settings.model import CONFIG_FILE
from testkit.settings.read import read_settings
from tests.defects.copies import ROOT
from tests.defects.forks import RunError, each_in_a_fork, warm_up
from tests.defects.judge import Verdict, judge, shared_inbox
from tests.defects.patches import Area, Defect, Harmless, PatchError, PortalName, read_defects, read_harmless
from tests.defects.portals import judge_portal
from tests.defects.table import Table

PORTALS: tuple[str, ...] = get_args(PortalName)
SLOW: PortalName = "e"  # its calls take 1.5 s each: too long for a sample


def main(arguments: Sequence[str]) -> int:
    """Judge the defects and harmless changes that were asked for, and print the result; 2 where nothing matches."""
    given = _parser().parse_args(arguments)
    if given.sample:
        today = datetime.now(UTC).toordinal()
        quick = [portal for portal in PORTALS if portal != SLOW]
        given.share, given.portal, given.likely = (today % 10 + 1, 10), [quick[today % len(quick)]], True
    try:
        defects = [] if given.harmless else chosen_defects(read_defects(), given)
        harmless = [] if given.area or (given.share and not given.portal) else chosen_harmless(read_harmless(), given)
        if not defects and not harmless:
            sys.stderr.write(f"{_no_match(given.k, ' '.join(arguments))}\n")
            return 2
        table = Table(defects)
        os.chdir(ROOT)
        warm_up()
        from harness.interrupts import end_once  # only here: imported sooner, pytest could not rewrite its plugin

        signal.signal(signal.SIGTERM, end_once)  # pytest, which warms up, leaves it ignored
        with shared_inbox() as inbox:
            options = {"project": given.project, "likely_only": given.likely or bool(given.k)}
            jobs = [partial(judge, defect, inbox, **options) for defect in defects]
            for index, verdict in each_in_a_fork(jobs, parallel=given.workers):
                if isinstance(verdict, RunError):
                    table.add(Verdict(defects[index], None, 0.0, str(verdict)))
                else:
                    table.add(verdict)
            for name in sorted({patch.portal for patch in harmless}):
                patches = [patch for patch in harmless if patch.portal == name]
                table.add_portal(judge_portal(name, patches, inbox, likely_only=given.likely))
    except (PatchError, RunError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    table.close()
    return 0 if table.holds else 1


def chosen_defects(defects: list[Defect], given: argparse.Namespace) -> list[Defect]:
    """The defects that were asked for."""
    found = [one for one in defects if matches(one.words, given.k) and (not given.area or one.area == given.area)]
    number, of = given.share or (1, 1)
    return found[number - 1 :: of]


def chosen_harmless(patches: list[Harmless], given: argparse.Namespace) -> list[Harmless]:
    """The harmless changes that were asked for."""
    return [one for one in patches if matches(one.words, given.k) and one.portal in (given.portal or PORTALS)]


def _no_match(wanted: str, asked: str) -> str:
    ids = [one.id for one in (*read_defects(), *read_harmless())]
    near = difflib.get_close_matches(wanted, ids, n=3, cutoff=0.4)
    nearest = f" The nearest ids: {', '.join(near)}." if near else ""
    return f"No defect or harmless change matches what you asked for ({asked}).{nearest}"


def matches(words: str, wanted: str) -> bool:
    """Whether one of the wanted words is among these."""
    return any(one.strip() in words for one in wanted.split(" or "))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "python -m tests.defects", description="Patch the sandbox with seeded defects, and report which scenario fails."
    )
    add = parser.add_argument
    add(
        "-k",
        default="",
        metavar="WORD",
        help="only those with this word in their id, area or kind (`one or another`), and only their own chapters",
    )
    add("--area", choices=get_args(Area), help="only defects of this area")
    add("--share", type=_share, metavar="N/M", help="only each M-th defect, beginning with the N-th")
    add("--harmless", action="store_true", help="only the harmless changes")
    add("--portal", action="append", choices=PORTALS, help="of the harmless changes only this portal's")
    add("--likely", action="store_true", help="run the likely chapters only, not the whole catalogue after them")
    add("--sample", action="store_true", help="today's tenth, today's portal, likely chapters only: what CI does")
    add(
        "--project",
        choices=read_settings(ROOT / CONFIG_FILE).projects,
        default="chromium",
        help="the browser project that judges the defects",
    )
    # More than there are cores: a failing run mostly waits.
    add("--workers", type=from_one, default=5, metavar="N", help="how many defects at the same time (default 5)")
    return parser


def _share(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d)/(\d)", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"'{text}' is not a share such as 1/3")
    return int(found[1]), int(found[2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
