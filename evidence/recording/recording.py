"""The recording of one attempt at a scenario, which the fixture `recording` provides."""

import contextlib
import inspect
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache, wraps
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from evidence.recording import trace as tracing
from evidence.recording.capture_options import CaptureOptions
from evidence.recording.contents import Contents
from evidence.recording.journal import Journal
from evidence.recording.mail import Mail, redacted_eml, take_picture
from evidence.recording.pictures import picture_of_end, pictures_of_steps
from evidence.recording.pytest_reports import redact_text
from evidence.recording.steps import BY_HAND, BY_SUITE, Step, read_steps
from testkit.secrets.leaks import refuse_leaks
from testkit.secrets.vault import vault


class Recording:
    """Records contexts, pages, views, mails and calls of one attempt; it is independent of the flow."""

    def __init__(self, capture_options: CaptureOptions, folder: Path) -> None:
        self.facts: dict[str, str] = {}
        """Shown in reports: environment, portal, browser, device, seed, replay command, …"""
        self.journal = Journal()
        self.steps: list[Step] = []
        self.contents = Contents()
        self.mails: list[Mail] = []
        self.videos: list[Path] = []
        self.problems: list[str] = []
        """What of the evidence could not be made, and why; it changes no verdict."""
        self.started = time.time()
        self.failed = False
        self._capture_options = capture_options
        self._folder = folder
        self._open: list[BrowserContext] = []
        self.traces: list[Path] = []
        """The raw traces of the contexts that have closed: full of secrets, deleted with the recording."""
        self._browser: Browser | None = None
        self._finalized = False

    @property
    def _kept(self) -> bool:
        return self._capture_options.keeps(failed=self.failed)

    @property
    def browser_ended(self) -> bool:
        """Whether the browser of this recording's contexts is gone."""
        return self._browser is not None and not self._browser.is_connected()

    def watch_context(self, context: BrowserContext) -> None:
        """Record a browser context from its beginning, until it closes or `before_close` is called."""
        self._open.append(context)
        if context.browser:
            self._browser = context.browser
            self.facts.setdefault("browser", f"{context.browser.browser_type.name} {context.browser.version}")
        if self._capture_options.trace == "off":
            self.journal.watch(context)
        else:
            tracing.start(context)
        close = context.close

        @wraps(close)
        def close_recorded(*args: Any, **options: Any) -> None:
            self.before_close(context)
            close(*args, **options)

        context.close = close_recorded  # type: ignore[method-assign]

    def watch_page(self, page: Page) -> None:
        """Record a page; everything but its video is recorded with its context."""
        if page.video and self._capture_options.video != "off":
            with contextlib.suppress(Error):  # a browser on another machine keeps its videos there
                self.videos.append(Path(page.video.path()))

    def watch_view(self, view: object) -> None:
        """Make the actions of a page object (its methods that return nothing) steps of the trace, in words."""
        page: Page = view.page  # type: ignore[attr-defined]
        where = _words(type(view).__name__)
        for name, method in inspect.getmembers(view, inspect.ismethod):
            gives = inspect.signature(method).return_annotation
            if not name.startswith("_") and gives in (None, "None"):
                setattr(view, name, self._as_step(method, page, f"{where}: {_words(name)}"))

    def _as_step(self, act: Callable[..., None], page: Page, words: str) -> Callable[..., None]:
        if self._capture_options.trace == "off":
            return act

        @wraps(act)
        def step(*args: Any, **options: Any) -> None:
            if page.context not in self._open:
                act(*args, **options)
                return
            page.context.tracing.group(words)
            try:
                act(*args, **options)
            finally:
                with contextlib.suppress(Error):  # the act's own error, such as a crashed browser, says more
                    page.context.tracing.group_end()

        return step

    def mail(self, raw: bytes, html: str | None, *, subject: str, sender: str, arrived: str) -> None:
        """Keep a mail that the scenario received."""
        mail = Mail(raw, html, subject, sender, arrived)
        if mail not in self.mails:  # one mail may be read twice
            self.mails.append(mail)

    def note(self, words: str, by_hand: str) -> None:
        """Add a step for what the suite itself does outside the browser, such as changing a clock."""
        self.steps.append(Step(f"{BY_SUITE}{words}{BY_HAND}{by_hand})", time.time()))

    def note_call(self, method: str, path: str, answer: Any, seconds: float) -> None:
        """Add a call that the suite itself made to the journal; `answer` has a `status` and an `envelope`."""
        self.journal.note(method, path, answer.status, answer.envelope, seconds)

    def attach(self, name: str, path: Path) -> None:
        """Add to the bundle what is written to a log file from now on, redacted."""
        self.contents.logs[name] = (path, path.stat().st_size if path.exists() else 0)

    def at_end(self, context: BrowserContext) -> None:
        """Save what is kept of a context once its scenario has ended: of one that passed, usually nothing is."""
        if self._kept:
            self.before_close(context)
        elif context in self._open:
            self._open.remove(context)

    def before_close(self, context: BrowserContext) -> None:
        """Save the trace and the last pictures while the context is open; a second call does nothing."""
        if context not in self._open:
            return
        self._open.remove(context)
        number = len(self.traces) + 1
        if self._capture_options.trace != "off":
            path = self._folder / f"raw-trace-{number}.zip"
            with self.noting_problems(f"trace {number}"):  # for example, of a browser that crashed
                tracing.save(context, path)
                self.traces.append(path)
        if self._kept and self._capture_options.screenshot != "off":
            for page in [page for page in context.pages if page.url != "about:blank"]:
                name = f"filmstrip/{number}-end-{len(self.contents.files) + 1}.jpg"
                path = self._folder / name
                with self.noting_problems("picture of the end"):
                    picture_of_end(page, path, vault)
                    self.contents.files[name] = path

    @contextlib.contextmanager
    def noting_problems(self, what: str) -> Iterator[None]:
        """Note what goes wrong while this part of the evidence is made, and go on: a verdict doesn't depend on it."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever a portal sent that nobody thought of
            self.problems.append(f"No {what}: {type(error).__name__}: {error}")

    def finalize(self, *, browser_is_alive: bool) -> None:
        """Turn what was recorded into evidence without secrets, if this attempt is kept; a second call does nothing."""
        if self._finalized or not self._kept:
            return
        self._finalized = True
        for context in list(self._open):  # those that the scenario left open
            self.before_close(context)
        browser = self._browser if browser_is_alive and not self.browser_ended else None
        for number, raw in enumerate(self.traces, start=1):
            with self.noting_problems(f"trace {number}"):
                self._add_trace(raw, number, browser)
        for number, mail in enumerate(self.mails, start=1):
            with self.noting_problems(f"mail {number}"):
                self._add_mail(mail, "mail" if len(self.mails) == 1 else f"mail-{number}", browser)

    def _add_trace(self, raw: Path, number: int, browser: Browser | None) -> None:
        name = "trace.zip" if len(self.traces) == 1 else f"trace-{number}.zip"
        clean = self._folder / name
        tracing.redact_trace(raw, clean, vault)
        self.contents.files[name] = clean
        trace = tracing.Trace(clean)
        with self.noting_problems(f"calls of trace {number}"):
            self.journal.read(trace)
        with self.noting_problems(f"steps of trace {number}"):
            steps = read_steps(trace)
            self.steps += steps
            if browser:
                folder = self._folder / f"filmstrip-{number}"
                for picture in pictures_of_steps(browser, trace, steps, folder):
                    self.contents.files[f"filmstrip/{number}-{picture.name}"] = picture

    def _add_mail(self, mail: Mail, name: str, browser: Browser | None) -> None:
        clean = redacted_eml(mail.raw, vault)
        refuse_leaks({f"{name}.eml": clean}, vault)  # here, so that the rest of the bundle is written
        self.contents.texts[f"{name}.eml"] = clean
        if browser:
            take_picture(mail, browser, self._folder / f"{name}.png", vault)
            self.contents.files[f"{name}.png"] = self._folder / f"{name}.png"

    def to_dict(self) -> dict[str, Any]:
        """What a result keeps of this recording, as plain data without secrets."""
        data = {
            "facts": self.facts,
            "calls": [asdict(call) for call in self.journal.calls],
            "steps": [asdict(step) for step in self.steps],
            "mails": [
                {"subject": one.subject, "sender": one.sender, "arrived": one.arrived, "read": one.read}
                for one in self.mails
            ],
            "console": self.journal.console[:200],
            "started": self.started,
        }
        # Most of its texts are the same few names and words, and each is compared with every secret of the run.
        redacted: dict[str, Any] = tracing.map_texts(data, cache(redact_text))
        return redacted

    def discard(self) -> None:
        """Delete the raw recordings, which are full of secrets."""
        shutil.rmtree(self._folder, ignore_errors=True)
        for video in self.videos:
            video.unlink(missing_ok=True)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()
