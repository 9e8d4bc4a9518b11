"""Playwright's trace viewer, for a trace on this machine."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def trace_viewer(trace: Path) -> Iterator[str]:
    """Serve a trace in the viewer, on a free port of this machine only, until the end of the `with` block."""
    command = [sys.executable, "-m", "playwright", "show-trace", "--host", "127.0.0.1", "--port", "0", str(trace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            lines = process.stdout or ()
            yield next((found[0] for line in lines if (found := re.search(r"http://\S+", line))), "")
        finally:
            # The whole group: what Python started is a driver that would live on without it.
            os.killpg(process.pid, signal.SIGTERM)
