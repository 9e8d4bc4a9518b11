"""The scripts in `scripts/`, each one function expression: evaluated, which no content policy refuses."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

REDIRECTS = 3
"""How many documents a page may leave one after the other, each while it is asked something."""
LEFT = "Execution context was destroyed"
"""Playwright's words for a document that was left while a script ran in it."""
_FOLDER = Path(__file__).with_name("scripts")
_COMPOSED = (_FOLDER / "composed.js").read_text(encoding="utf-8")


def script(name: str) -> str:
    """The function in this file, with all of `composed.js` in its scope."""
    function = (_FOLDER / f"{name}.js").read_text(encoding="utf-8").rstrip().rstrip(";")
    return f"(args) => {{\n{_COMPOSED}\nreturn (\n{function}\n)(args);\n}}"


class Questions:
    """A script that answers questions about a page, each by its name."""

    def __init__(self, page: Page, name: str) -> None:
        self._page = page
        self._script = script(name)

    def ask(self, question: str, **args: Any) -> Any:
        """The answer for the page as it is now, or for the document that it is just leaving its own for."""
        for _ in range(REDIRECTS):
            try:
                return self._page.evaluate(self._script, {"question": question, **args})
            except Error as error:
                if LEFT not in str(error):
                    raise
        return self._page.evaluate(self._script, {"question": question, **args})

    def becomes_true(self, question: str, *, within: int | None = None, **args: Any) -> bool:
        """Whether the answer becomes true within these milliseconds; without them, within the page's timeout."""
        try:
            self._page.wait_for_function(self._script, arg={"question": question, **args}, timeout=within)
        except PlaywrightTimeoutError:
            return False
        return True
