"""Makes the pictures of stories.md from real runs on the sandbox, before and after it got a defect: `make pictures`."""

import re
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from docs.make_pictures import DEFECT, DOCS, RECORDED, browser_page
from testkit.command_line import Parser
from tests.defects.copies import Copy, patched_copy
from tests.defects.judge import shared_inbox
from tests.defects.patches import read_defects

CHAPTERS = ("e2e/reset/test_password_policy.py", "e2e/session/test_automatic_sign_in.py")
BUG = ("-k", "view and shows and each and message", "-n", "0", "--bug-report")
WIDTH = 1000
STYLE = """<!doctype html><style>
body{margin:0;padding:16px;background:#1f2933;color:#f5f7fa;font:12px/1.4 ui-monospace,monospace}
h1{font:600 15px system-ui,sans-serif;margin:8px 0;color:#9fb3c8}pre{margin:0 0 16px;white-space:pre-wrap}
img{width:100%;border-radius:4px}.sides{display:flex;gap:16px}
.sides>*{flex:1 1 0;min-width:0;overflow-wrap:anywhere}</style>"""


@dataclass(frozen=True)
class Ran:
    """A run: its folder, and what it printed."""

    folder: Path
    printed: str


def main() -> int:
    """Run the suite as the three people of the stories do, and photograph what they see."""
    defect = next(one for one in read_defects() if one.id == DEFECT)
    with TemporaryDirectory(prefix="stories-") as name, shared_inbox() as inbox:
        folder = Path(name)
        with patched_copy([], inbox) as good, patched_copy([defect], inbox) as bad:
            nights = [run(folder / "nights", one, *CHAPTERS) for one in (good, bad)]
            smoke = [run(folder / "smoke", one, "-m", "smoke") for one in (good, bad)]
            bug = run(folder / "bug", bad, *BUG)
        for number, night in enumerate(nights):
            merge(night, folder / "report", number)
        photograph(folder / "report" / "merged-report.html", smoke, bug)
    return 0


def run(output: Path, copy: Copy, *arguments: str) -> Ran:
    """Run scenarios on a portal; `output` is written as a person's own folder in what was printed."""
    before = set(output.glob("*"))
    command = [sys.executable, "-m", "pytest", f"--config={copy.settings}", f"--output={output}", *RECORDED, *arguments]
    printed = subprocess.run(command, cwd=DOCS.parent, check=False, capture_output=True, text=True).stdout
    folder = next(path.parent for path in output.glob("*/results") if path.parent not in before)
    return Ran(folder, re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8000", printed.replace(str(output), "test-results")))


def merge(night: Ran, output: Path, number: int) -> None:
    """Make the report of a night, as the nightly workflow does."""
    page = f"https://github.com/example/portal-tests/actions/runs/{number + 1}"
    command = [sys.executable, "-m", "evidence", "merge", "--page", page, "--output", str(output), str(night.folder)]
    subprocess.run(command, cwd=DOCS.parent, check=True, stdout=subprocess.DEVNULL)


def photograph(report: Path, smoke: list[Ran], bug: Ran) -> None:
    """Photograph the night's report, both smoke checks, and the bug report."""
    with browser_page(WIDTH, 760) as page:
        page.goto(report.as_uri())
        page.screenshot(path=DOCS / "night.png")
        before, after = (f"<pre>$ make e2e ARGS='-m smoke'\n{escape(of_interest(one.printed))}</pre>" for one in smoke)
        show(page, f"<h1>Before the deployment</h1>{before}<h1>After it</h1>{after}", "smoke.png")
        show(page, sent(bug), "bug.png")


def of_interest(printed: str) -> str:
    """What was printed, from the failures on where there are any, else from the first scenario on."""
    begin = printed.find(" failures =")
    return printed[printed.rfind("\n", 0, begin) if begin > 0 else printed.index("✓") :].strip()


def sent(bug: Ran) -> str:
    """The beginning of the zip's text for an issue, beside its last picture."""
    issue = next(bug.folder.glob("*/issue.md"))
    text = issue.read_text("utf-8").partition("\n**Environment**")[0]
    picture = max(issue.parent.glob("filmstrip/*.jpg"))
    printed = next(line for line in bug.printed.splitlines() if line.startswith("send this"))
    return (
        f"<pre>$ make bug-report SCENARIO='view shows each message'\n{escape(printed)}</pre>"
        f"<div class=sides><pre>{escape(text)}</pre><div><img src='{picture.as_uri()}'></div></div>"
    )


def show(page: Page, body: str, name: str) -> None:
    """Photograph this text, whole."""
    with TemporaryDirectory(prefix="shown-") as folder:
        shown = Path(folder) / "shown.html"
        shown.write_text(STYLE + body, "utf-8")
        page.goto(shown.as_uri())
        page.screenshot(path=DOCS / name, full_page=True)


if __name__ == "__main__":
    Parser("python -m docs.make_stories", description=__doc__).parse_args()
    sys.exit(main())
