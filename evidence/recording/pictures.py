"""Pictures of a scenario: one for each step that changed the view, and one of how it ended.

Those of steps are rendered from the redacted trace's snapshots, so they cost nothing until they are needed and show
no secret.
"""

import html
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from evidence.folders import slug
from evidence.recording.discover_secrets import PASSWORD_NAMES
from evidence.recording.steps import BY_HAND, BY_SUITE, Step
from evidence.recording.trace import Trace
from testkit.secrets.vault import Vault

MOST_PICTURES = 12
"""About 0.1 s each; a bundle may take three seconds."""
_LONGEST_SECRET = 200
_LONGEST_NAME = 140
_END_OF_LONG_SECRET = 60
# Marks whatever shows a secret, shadow roots included; the page is about to be closed.
_MARK = """([secrets, passwords]) => {
  const passwordName = new RegExp(passwords, 'i');
  const shows = (text) => {
    const seen = text.replace(/[\\s\\u00ad\\u200b-\\u200f\\u2060-\\u2064\\ufeff]/g, '');
    return secrets.some((secret) => text.includes(secret) || seen.includes(secret));
  };
  const around = (one) => ['::before', '::after'].map((which) => getComputedStyle(one, which).content).join('');
  const mark = (root) => {
    for (const one of root.querySelectorAll('*')) {
      const named = [one.type, one.name, one.id, one.autocomplete, one.getAttribute('aria-label')].join(' ');
      const field = one.matches('input, textarea') && (passwordName.test(named)
        || [...(one.labels ?? [])].some((label) => passwordName.test(label.textContent)));
      const own = [one.value, one.placeholder, one.alt, around(one)].join(' ');
      const inOne = shows(one.textContent) && ![...one.children].some((child) => shows(child.textContent));
      if (field || inOne || shows(own)) one.setAttribute('data-evidence-mask', '');
      if (one.shadowRoot) mark(one.shadowRoot);
    }
  };
  mark(document);
}"""
_VOID = frozenset(
    {"AREA", "BASE", "BR", "COL", "EMBED", "HR", "IMG", "INPUT", "LINK", "META", "SOURCE", "TRACK", "WBR"}
)
_NOT_SHOWN = frozenset({"SCRIPT", "NOSCRIPT", "IFRAME", "FRAME", "OBJECT"})
_CURRENT_SOURCE = "__playwright_current_src__"  # of an image; empty while it was being fetched
NOT_DRAWABLE = "[not drawable]"
"""Stands for a node in an unknown form: the trace format is not public, and versions of Playwright differ."""
_TARGET = "__playwright_target__"  # what a step looked at: no part of what the page was like
# What a page holds besides its HTML: typed values, ticks, scrolling, shadow roots.
_RESTORE = """() => {
  const restore = (root) => {
    for (const one of root.querySelectorAll('template[__playwright_shadow_root_]')) {
      const shadow = one.parentElement.attachShadow({mode: 'open'});
      shadow.appendChild(one.content);
      one.remove();
      restore(shadow);
    }
    for (const one of root.querySelectorAll('[__playwright_value_]'))
      if (one.type !== 'file') one.value = one.getAttribute('__playwright_value_');
    for (const one of root.querySelectorAll('[__playwright_checked_]'))
      one.checked = one.getAttribute('__playwright_checked_') === 'true';
    for (const one of root.querySelectorAll('[__playwright_selected_]'))
      one.selected = one.getAttribute('__playwright_selected_') === 'true';
    for (const one of root.querySelectorAll('[__playwright_dialog_open_]')) {
      one.removeAttribute('open');
      one.getAttribute('__playwright_dialog_open_') === 'modal' ? one.showModal() : one.show();
    }
    for (const one of root.querySelectorAll('[__playwright_popover_open_]')) one.showPopover();
    for (const one of root.querySelectorAll('[__playwright_scroll_top_]'))
      one.scrollTop = +one.getAttribute('__playwright_scroll_top_');
    for (const one of root.querySelectorAll('*')) if (one.shadowRoot) restore(one.shadowRoot);
  };
  restore(document);
}"""


class Snapshots:
    """The DOM snapshots of a trace, as HTML."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._frames: dict[str, list[dict[str, Any]]] = {}
        self._nodes: dict[int, list[Any]] = {}
        self.shots: list[dict[str, Any]] = []
        for event in trace.events:
            if event.get("type") == "frame-snapshot":
                shot = event["snapshot"]
                frames = self._frames.setdefault(shot["frameId"], [])
                shot["index"] = len(frames)
                frames.append(shot)
                self.shots.append(shot)

    def picture_of(self, calls: list[str], next_calls: list[str]) -> dict[str, Any] | None:
        """The page after these calls had their effect; None where none of them touched a page.

        That is what the next calls found there: right after a step, a client-rendered view may not have been drawn yet.
        """
        own = [shot for shot in self.shots if shot.get("isMainFrame") and shot.get("callId") in calls]
        if not own:
            return None
        page = own[-1].get("pageId")
        found = [shot for shot in self.shots if shot.get("isMainFrame") and shot.get("callId") in next_calls]
        found = [shot for shot in found if shot.get("pageId") == page]
        acted = [shot for shot in found if shot.get("phase") == "action"]
        return next(iter([*acted[:1], *found[:1]]), own[-1])

    def html(self, shot: dict[str, Any]) -> str:
        """A snapshot as HTML, typed values included."""
        match shot["html"]:
            case [[int(ago), int()]] if ago <= shot["index"]:  # the whole page, whatever number its last node has
                return self.html(self._frames[shot["frameId"]][shot["index"] - ago]) if ago > 0 else NOT_DRAWABLE
        doctype = f"<!doctype {html.escape(shot['doctype'])}>" if shot.get("doctype") else ""
        return doctype + self._render(shot["html"], shot)

    def _render(self, node: Any, shot: dict[str, Any]) -> str:
        match node:
            case str():
                return html.escape(node, quote=False)
            case [str(name)]:
                return self._element(name, {}, [], shot)
            case [str(name), dict(attributes), *children]:
                return self._element(name, attributes, children, shot)
            case [[int(ago), int(number)]]:  # "as it was so many snapshots ago"
                return self._earlier(ago, number, shot)
        return NOT_DRAWABLE

    def _earlier(self, ago: int, number: int, shot: dict[str, Any]) -> str:
        """A node as an earlier snapshot of this frame has it."""
        index = shot["index"] - ago
        if not 0 <= index < shot["index"]:
            return NOT_DRAWABLE
        earlier = self._frames[shot["frameId"]][index]
        nodes = self._numbered(earlier)
        return self._render(nodes[number], earlier) if 0 <= number < len(nodes) else NOT_DRAWABLE

    def _element(self, name: str, attributes: dict[str, Any], children: list[Any], shot: dict[str, Any]) -> str:
        if name.upper() in _NOT_SHOWN:
            return ""
        written = "".join(
            f' {_attribute(key)}="{html.escape(str(value))}"'
            for key, value in attributes.items()
            if not key.lower().startswith("on") and key != _TARGET and (value or key != _CURRENT_SOURCE)
        )
        if name.upper() in _VOID:
            return f"<{name}{written}>"
        inside = "".join(
            child if name.upper() == "STYLE" and isinstance(child, str) else self._render(child, shot)
            for child in children
        )
        return f"<{name}{written}>{inside}</{name}>"

    def _numbered(self, shot: dict[str, Any]) -> list[Any]:
        """The nodes of a snapshot in the order by which later ones refer to it: children first.

        Over WebDriver BiDi, nodes deep in a page are written empty; nobody can tell the numbers of those after one.
        """
        if id(shot) not in self._nodes:
            nodes: list[Any] = []
            _number(shot["html"], nodes)
            self._nodes[id(shot)] = nodes
        return self._nodes[id(shot)]

    def answer(self, route: Route, shot: dict[str, Any]) -> None:
        """Answer a page's request for itself, its styles and its pictures from the trace; nothing reaches a network."""
        if route.request.is_navigation_request():
            route.fulfill(body=self.html(shot), content_type="text/html; charset=utf-8")
            return
        content = self._content(route.request.url, shot)
        if content is None:
            route.abort()
        else:
            route.fulfill(body=self._trace.body(content), content_type=content.get("mimeType") or "text/css")

    def _content(self, url: str, shot: dict[str, Any]) -> dict[str, Any] | None:
        """Find a style sheet as scripts had changed it by then, else what the server had sent."""
        changed: dict[str, Any] = next((one for one in shot.get("resourceOverrides", []) if one["url"] == url), {})
        if 0 < changed.get("ref", 0) <= shot["index"]:
            return self._content(url, self._frames[shot["frameId"]][shot["index"] - changed["ref"]])
        if changed.get("file"):
            return {"_file": changed["file"]}
        asked = [one for one in self._trace.exchanges if (one.get("request") or {}).get("url") == url]
        sent = [one["response"]["content"] for one in asked if (one.get("response") or {}).get("content")]
        # What the browser took from its cache (304) was sent empty.
        return next((content for content in reversed(sent) if self._trace.body(content)), None)


def _number(node: Any, nodes: list[Any]) -> bool:
    """Append a node after its children; False where one of them is in no known form, and the rest has no numbers."""
    match node:
        case [[int(), int()]]:
            return True  # it has its number in the snapshot that it refers to
        case [str(), *parts]:
            if not all(_number(child, nodes) for child in parts[1:]):
                return False
        case str():
            pass
        case _:
            return False
    nodes.append(node)
    return True


def _attribute(name: str) -> str:
    return "src" if name == _CURRENT_SOURCE else name


def _take_pictures(
    browser: Browser, snapshots: Snapshots, wanted: list[tuple[str, dict[str, Any]]], folder: Path
) -> list[Path]:
    """Take a picture of each of these snapshots, named as given, without a network."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures: list[Path] = []
    with browser.new_context(bypass_csp=True, service_workers="block") as context:
        page = context.new_page()
        now: list[dict[str, Any]] = []
        page.route("**/*", lambda route: snapshots.answer(route, now[-1]))
        for name, shot in wanted:
            now.append(shot)
            page.set_viewport_size(shot["viewport"])
            page.goto(f"http://snapshot.invalid/{len(pictures)}")
            page.evaluate(_RESTORE)
            pictures.append(folder / f"{slug(name)[:_LONGEST_NAME]}.jpg")
            page.screenshot(path=pictures[-1], type="jpeg", quality=60, scale="css")
    return pictures


def pictures_of_steps(browser: Browser, trace: Trace, steps: list[Step], folder: Path) -> list[Path]:
    """Take pictures of the steps that changed the view, from a redacted trace, the last ones where there are too many.

    Each picture is named after its step, so that a reader can tell what was done, and after what the suite did since
    the picture before.
    """
    snapshots = Snapshots(trace)
    acts = [step for step in steps if not step.words.startswith(BY_SUITE)]
    wanted = []
    last = ""
    pictured = 0
    for number, step in enumerate(acts, start=1):
        following = acts[number].calls if number < len(acts) else []
        shot = snapshots.picture_of(step.calls, following)
        looks = snapshots.html(shot) if shot else last
        if shot and shot["frameUrl"] != "about:blank" and (looks != last or step.error):
            until = steps.index(step)
            wanted.append((f"{number:02} {_caption(step, steps[pictured:until])}", shot))
            pictured = until
        last = looks
    return _take_pictures(browser, snapshots, wanted[-MOST_PICTURES:], folder)


def _caption(step: Step, before: list[Step]) -> str:
    by_suite = [one.words.partition(BY_HAND)[0] for one in before if one.words.startswith(BY_SUITE)]
    return "; ".join([*by_suite, step.words])


def picture_of_end(page: Page, path: Path, vault: Vault) -> None:
    """Take a picture of a page as the scenario left it, with every password field and every shown secret covered."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = vault.values()
    secrets = [one if len(one) <= _LONGEST_SECRET else one[-_END_OF_LONG_SECRET:] for one in known]
    for frame in page.frames:
        frame.evaluate(_MARK, [secrets, PASSWORD_NAMES.pattern])
    masks = [frame.locator("[data-evidence-mask]") for frame in page.frames]
    page.screenshot(path=path, type="jpeg", quality=60, scale="css", mask=masks, mask_color="#555", timeout=2000)
