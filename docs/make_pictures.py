"""Makes the pictures of README.md from real runs on the sandbox: `make pictures` (with those of docs/stories.md).

`flow.svg` moves through the steps of the automatic sign-in; `report.png` and `bundle.png` show a run whose portal has a
seeded defect.
"""

import base64
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from harness.provision.browser import find_browser
from testkit.command_line import Parser
from tests.defects.copies import patched_copy
from tests.defects.judge import shared_inbox
from tests.defects.patches import read_defects

DOCS = Path(__file__).parent
AUTOMATIC_SIGN_IN = "the_member_is_signed_in_by_the_reset_itself"
DEFECT = "errors-not-shown"
WIDTH, HEIGHT, CAPTION = 960, 600, 48
SECONDS_PER_PICTURE = 1.8
RECORDED = ("--tracing=retain-on-failure", "--screenshot=only-on-failure")


def main() -> int:
    """Make all pictures; 1 where a run left nothing to show."""
    with TemporaryDirectory(prefix="pictures-") as folder:
        recorded = run_suite(Path(folder), "-k", AUTOMATIC_SIGN_IN, "-n", "0", "--bug-report")
        pictures = sorted(recorded.glob("*/filmstrip/*.jpg"))
        if not pictures:
            sys.stderr.write(f"{recorded} holds no pictures of {AUTOMATIC_SIGN_IN}.\n")
            return 1
        (DOCS / "flow.svg").write_text(moving_picture(pictures), encoding="utf-8")
        defect = next(one for one in read_defects() if one.id == DEFECT)
        with shared_inbox() as inbox, patched_copy([defect], inbox) as copy:
            failed = run_suite(Path(folder), "-m", "smoke", f"--config={copy.settings}", *RECORDED)
            take_pictures(failed)
    return 0


def run_suite(output: Path, *arguments: str) -> Path:
    """Run scenarios, and give the folder of that run."""
    before = set(output.glob("*"))
    command = [sys.executable, "-m", "pytest", f"--output={output}", *arguments]
    subprocess.run(command, cwd=DOCS.parent, check=False, stdout=subprocess.DEVNULL)
    return next(path.parent for path in output.glob("*/results") if path.parent not in before)


def moving_picture(pictures: Sequence[Path]) -> str:
    """An SVG that shows one picture after the other, each with its step below it."""
    whole = len(pictures) * SECONDS_PER_PICTURE
    share = 100 / len(pictures)
    frames = "".join(frame(path, number * SECONDS_PER_PICTURE) for number, path in enumerate(pictures))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + CAPTION}" width="{WIDTH}">'
        f"<title>A member resets the password and is signed in</title><style>"
        f".frame{{opacity:0;animation:show {whole}s step-end infinite}}"
        f"@keyframes show{{0%{{opacity:1}}{share:.3f}%{{opacity:0}}}}"
        f"text{{font:20px system-ui,sans-serif;fill:#fff}}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT + CAPTION}" fill="#1f2933"/>{frames}</svg>\n'
    )


def frame(picture: Path, at: float) -> str:
    """One picture with its caption, shown from this second on."""
    data = base64.b64encode(picture.read_bytes()).decode()
    words = picture.stem.split("-", 2)[-1].replace("-", " ")
    return (
        f'<g class="frame" style="animation-delay:{at:.1f}s">'
        f'<image width="{WIDTH}" height="{HEIGHT}" href="data:image/jpeg;base64,{data}"/>'
        f'<text x="24" y="{HEIGHT + 31}">{escape(words)}</text></g>'
    )


def take_pictures(run: Path) -> None:
    """Photograph the report of a run and the bundle of its first failure."""
    with browser_page(1100, 820) as page:
        page.goto((run / "report.html").as_uri())
        page.screenshot(path=DOCS / "report.png")
        show_bundle(page, next(path for path in sorted(run.glob("*/issue.md"))))
        page.screenshot(path=DOCS / "bundle.png")


@contextmanager
def browser_page(width: int, height: int) -> Iterator[Page]:
    """A page of this size, to photograph."""
    found = find_browser()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=found.executable_path, args=list(found.args)) as browser,
    ):
        yield browser.new_page(viewport={"width": width, "height": height})


def show_bundle(page: Page, issue: Path) -> None:
    """Show a bundle's files beside its text for an issue tracker."""
    files = sorted(path.relative_to(issue.parent).as_posix() for path in issue.parent.rglob("*") if path.is_file())
    page.set_viewport_size({"width": 1100, "height": 640})
    page.set_content(
        "<!doctype html><style>body{display:flex;gap:32px;margin:24px;font:14px/1.5 ui-monospace,monospace}"
        "ul{list-style:none;padding:0;margin:0;flex:0 0 30%;overflow-wrap:anywhere}"
        "pre{margin:0;padding-left:32px;border-left:1px solid #ccc;white-space:pre-wrap;min-width:0;"
        "overflow-wrap:anywhere}</style>"
        f"<ul>{''.join(f'<li>{escape(name)}</li>' for name in files)}</ul>"
        f"<pre>{escape(issue.read_text(encoding='utf-8'))}</pre>"
    )


if __name__ == "__main__":
    Parser("python -m docs.make_pictures", description=__doc__).parse_args()
    sys.exit(main())
