"""This user's cache: where tools keep what they can make again."""

import os
import sys
import tempfile
from pathlib import Path


def user_cache(*, xdg: bool = True) -> Path:
    """The folder, by the rules of this system; a temporary one for a user without a home."""
    named = os.environ.get("XDG_CACHE_HOME") if xdg else None
    if named:
        return Path(named)
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    except RuntimeError:  # HOME is not set, and no account has this user's number: containers
        return Path(tempfile.gettempdir()) / f"cache-{os.getuid()}"
