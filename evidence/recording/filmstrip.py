"""The pictures of a scenario: one for each step that changed the view, and one of how it ended."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from evidence.recording.snapshots import Snapshots, take_pictures
from evidence.recording.steps import Step
from evidence.recording.trace import Trace
from testkit.secrets.vault import Vault

MOST_PICTURES = 12
"""About 0.1 s each; a bundle has to be there within three."""
_LONGEST_SECRET = 200
# Marks whatever shows a secret, shadow roots included; the page is about to be closed.
_MARK = """(secrets) => {
  const mark = (root) => {
    for (const one of root.querySelectorAll('*')) {
      const own = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('');
      const shown = own + ' ' + (one.value ?? '') + ' ' + (one.placeholder ?? '');
      const named = [one.type, one.name, one.id, one.autocomplete, one.getAttribute('aria-label')].join(' ');
      const field = one.matches('input, textarea') && (/passw/i.test(named)
        || [...(one.labels ?? [])].some((label) => /passw/i.test(label.textContent)));
      if (field || secrets.some((secret) => shown.includes(secret))) one.setAttribute('data-evidence-mask', '');
      if (one.shadowRoot) mark(one.shadowRoot);
    }
  };
  mark(document);
}"""


def pictures_of(browser: Browser, trace: Trace, steps: list[Step], folder: Path) -> list[Path]:
    """Photograph the steps that changed the view, from a redacted trace, the last ones where there are too many.

    Each picture is named after its step, so that a reader can tell what was done.
    """
    snapshots = Snapshots(trace)
    wanted = []
    last = ""
    for number, step in enumerate(steps, start=1):
        following = steps[number].calls if number < len(steps) else []
        shot = snapshots.picture_of(step.calls, following)
        looks = snapshots.html(shot) if shot else last
        if shot and shot["frameUrl"] != "about:blank" and (looks != last or step.error):
            wanted.append((number, step, shot))
        last = looks
    wanted = wanted[-MOST_PICTURES:]
    names = [f"{number:02} {step.words}" for number, step, _ in wanted]
    return take_pictures(browser, snapshots, list(zip(names, [shot for _, _, shot in wanted], strict=True)), folder)


def picture_of_end(page: Page, path: Path, vault: Vault) -> None:
    """Photograph a page as the scenario left it, with every password field and every shown secret covered."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for frame in page.frames:
        frame.evaluate(_MARK, [secret for secret in vault.values() if len(secret) <= _LONGEST_SECRET])
    masks = [frame.locator("[data-evidence-mask]") for frame in page.frames]
    page.screenshot(path=path, type="jpeg", quality=60, scale="css", mask=masks, mask_color="#555", timeout=2000)
