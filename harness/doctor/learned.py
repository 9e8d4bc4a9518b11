"""What the doctor has learned of a portal, as settings to paste."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from harness.doctor.check import CheckContext
from pages.wording import Wording, wording_for

_CONTROL = re.compile(r'^\s*- (?:link|button|menuitem) "((?:[^"\\]|\\.)+)"', re.MULTILINE)


@dataclass
class Learned:
    """Settings for the environment, as far as it does not have them."""

    context: CheckContext
    settings: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    undecided: dict[str, list[str]] = field(default_factory=dict)
    """Labels that a person has to choose, with the controls that were there."""

    @property
    def language(self) -> str:
        """The portal's language: learned, or set."""
        return str(self.settings.get("language", self.context.environment.language))

    @property
    def wording(self) -> Wording:
        """What controls are called, as far as it is known by now."""
        return wording_for(self.language, {**self.context.environment.labels.model_dump(), **self.labels})

    def as_toml(self) -> str:
        """Lines to paste below the environment's own."""
        found = {**self.settings, **({"labels": self.labels} if self.labels else {})}
        lines = [f"{key} = {_toml(value)}" for key, value in found.items()]
        for label, candidates in self.undecided.items():
            lines += [f"# labels.{label} is one of: {', '.join(candidates) or 'nothing was there'}"]
        return "\n".join(lines)


def control_names(page: Page) -> list[str]:
    """The names of the links, buttons and menu items that a screen reader would find, each once."""
    names = _CONTROL.findall(page.locator("body").aria_snapshot())
    return list(dict.fromkeys(json.loads(f'"{name}"') for name in names))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
