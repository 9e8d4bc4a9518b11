"""What the doctor has learned of a portal, as settings to paste."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

from playwright.sync_api import Locator, Page

from harness.doctor.check import CheckContext
from pages.controls import summary
from pages.overlays import covering_buttons
from pages.wording import Wording, label_pattern, wording_for
from testkit.api.page_calls import act_milliseconds

MOST_TRIED = 15
"""How many controls of a view are tried at most."""
_SETTLED = """() => new Promise((resolve) => {
    const done = () => resolve(true);
    let quiet = setTimeout(done, 500);
    const again = () => { clearTimeout(quiet); quiet = setTimeout(done, 500); };
    new MutationObserver(again).observe(document, { childList: true, subtree: true });
    setTimeout(done, 3000);
})"""
_NAMES = "all => all.map((one) => (one.ariaLabel ?? one.innerText).replace(/\\s+/g, ' ').trim())"
_CONTROL = re.compile(r'^\s*- (link|button|menuitem)\b(?: "((?:[^"\\]|\\.)+)")?', re.MULTILINE)


@dataclass(frozen=True)
class Control:
    """A link, button or menu item, as a screen reader finds it, or a summary, which has no role."""

    role: Literal["link", "button", "menuitem", "summary"]
    name: str

    def __str__(self) -> str:
        return f'{self.role} "{self.name}"' if self.name else f"{self.role} without a name, so no label fits it"

    def on(self, page: Page) -> Locator:
        """The first one on this page."""
        if self.role == "summary":
            return summary(page, label_pattern(self.name)).first
        return page.get_by_role(self.role, name=self.name, exact=True).first


@dataclass
class Learned:
    """Settings for the environment, as far as it does not have them."""

    context: CheckContext
    settings: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ways_back: list[str] = field(default_factory=list)
    """What leads back to sign-in, on each view that has such a control."""
    submits: list[str] = field(default_factory=list)
    """What submits the views: names that were known, or learned."""
    showing: int = 3_000
    """Milliseconds for something to appear after a click where no answer is needed for it."""
    at_start: list[Control] = field(default_factory=list)
    """What the portal's start has, which a header repeats on other views."""
    undecided: dict[str, list[Control]] = field(default_factory=dict)
    """Labels that a person has to choose, with the controls that were there."""

    @property
    def soon(self) -> int:
        """Milliseconds for something to appear after a click, with the answers that it may need."""
        return self.showing + act_milliseconds(median(self.context.answer_seconds or [0]))

    @property
    def language(self) -> str:
        """The portal's language: learned, or set."""
        return str(self.settings.get("language", self.context.environment.language))

    @property
    def wording(self) -> Wording:
        """What controls are called, as far as it is known by now."""
        return wording_for(self.language, {**self.context.environment.labels.model_dump(), **self.labels})

    def add_label(self, label: str, names: Sequence[str]) -> None:
        """Learn what a control is called; where it has several names, the label is a pattern."""
        different = list(dict.fromkeys(names))
        if different:
            pattern = f"/^({'|'.join(re.escape(name).replace(chr(92) + ' ', ' ') for name in different)})$/"
            self.labels[label] = different[0] if len(different) == 1 else pattern

    def new_first(self, page: Page, found: Sequence[Control]) -> list[Control]:
        """The controls with names in the order in which they are tried: a header's come late, those of a layer last.

        A control behind the layer is tried before, so that the layer is noticed and how to close it is learned.
        """
        layer = covering_buttons(page)
        return sorted((one for one in found if one.name), key=lambda one: (one.name in layer, one in self.at_start))

    @property
    def is_changing(self) -> bool:
        """Whether a setting that was learned takes the place of one that the environment has."""
        given = self.context.environment.model_fields_set
        return bool(given & {*self.settings, *(["labels"] if self.labels else [])})

    def as_toml(self) -> str:
        """Lines for the environment, those that it has among them."""
        given = self.context.environment.labels.model_dump(exclude_none=True)
        found = {**self.settings, **({"labels": {**given, **self.labels}} if self.labels else {})}
        lines = [f"{key} = {_toml(value)}" for key, value in found.items()]
        for label, candidates in self.undecided.items():
            lines += [f"# labels.{label} is one of: {listed(candidates)}"]
        return "\n".join(lines)


def controls(within: Page | Locator) -> list[Control]:
    """The links, buttons and menu items there that a screen reader would find, and the summaries, each once."""
    named = [Control(role, json.loads(f'"{name}"')) for role, name in _CONTROL.findall(within.aria_snapshot())]
    summaries = within.locator(":scope:is(summary), summary").filter(visible=True).evaluate_all(_NAMES)
    return list(dict.fromkeys([*named, *(Control("summary", name) for name in summaries)]))


def all_controls(page: Page) -> list[Control]:
    """Those of the whole view: it may show its form first, and the rest when its scripts have run."""
    page.wait_for_function(_SETTLED)
    return controls(page)


def listed(candidates: Sequence[Control]) -> str:
    """The controls that a person may choose from."""
    return ", ".join(map(str, dict.fromkeys(candidates))) or "nothing was there"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
