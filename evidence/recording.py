"""What one scenario leaves behind while it runs: the fixture `recording` hands it out."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page


class Recording:
    """Watches one attempt at one scenario; knows contexts, pages, views and mails, and nothing of the flow."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        """What the reader of a report wants to know: environment, portal, browser, device, seed, replay, log…"""

    def watch_context(self, context: BrowserContext) -> None:
        """Record a browser context from its beginning, until it closes or `before_close` is called."""

    def watch_page(self, page: Page) -> None:
        """Record a page; its context is watched already."""

    def watch_view(self, view: object) -> None:
        """Name what is done through a page object: its public methods become the steps of the report."""

    def mail(self, raw: bytes, html: str | None, *, subject: str, sender: str, arrived: str) -> None:
        """Keep a mail that the scenario received."""

    def note_call(self, method: str, path: str, answer: Any, seconds: float) -> None:
        """Put a call that the suite itself made into the journal; `answer` has a `status` and an `envelope`."""

    def attach(self, name: str, path: Path) -> None:
        """Put a log file into the bundle, redacted."""

    def before_close(self, context: BrowserContext) -> None:
        """Finish what can only be finished while the context is open; once is enough, more does no harm."""
