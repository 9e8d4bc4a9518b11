"""A device or a browser that the settings name: tried before the first scenario needs it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from playwright.sync_api import Error, Playwright, sync_playwright

from harness.provision.progress import ProvisionError


def check_chosen(engine: str, devices: Iterable[str], launch_options: dict[str, Any], *, headed: bool) -> None:
    """Raise `ProvisionError` for a device that Playwright doesn't know, and where a named browser doesn't start."""
    with sync_playwright() as playwright:
        for device in devices:
            _check_device(device, playwright)
        if launch_options:
            try:
                getattr(playwright, engine).launch(**launch_options, headless=not headed).close()
            except Error as error:
                what = error.message.splitlines()[0].removeprefix("BrowserType.launch: ")
                raise ProvisionError(f"the browser that was named does not start ({what})") from None


def _check_device(device: str, playwright: Playwright) -> None:
    if device not in playwright.devices:
        near = get_close_matches(device, playwright.devices) or ["Pixel 7", "iPhone 15"]
        raise ProvisionError(f"Playwright has no device '{device}'; it has {', '.join(near)} and others")
