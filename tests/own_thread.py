"""Playwright's sync API and event loops run once per thread; another test of the same worker may use the main one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def in_own_thread(act: Callable[[], Result]) -> Result:
    """What this returns, called in a thread of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(act).result()
