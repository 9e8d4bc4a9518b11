"""Made results, and the commands that read results."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from evidence.report.results import Result

ROOT = Path(__file__).parents[3]
CALL: dict[str, Any] = {
    "at": 1.0,
    "by": "page",
    "method": "POST",
    "path": "/api/sys/users/completePasswordReset",
    "status": 400,
    "milliseconds": 12,
    "successful": False,
    "message": "Password: too common | really",
    "errors": '[{"Message": "too common"}]',
}


def result(name: str, outcome: str = "passed", *, project: str = "chromium", **more: Any) -> Result:
    """The result of a scenario on the environment `house`."""
    values: dict[str, Any] = {
        "nodeid": f"e2e/test_a.py::test_{name.replace(' ', '_')}",
        "chapter": "A chapter",
        "seconds": 1.5,
        "started": 1_795_506_313.0,
        "facts": {"environment": "house", "project": project, "replay": "pytest x"},
    }
    return Result(name=name, outcome=outcome, **{**values, **more})


def evidence(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m evidence` with these arguments."""
    command = [sys.executable, "-m", "evidence", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


class Terminal:
    """Prints what pytest's terminal reporter would."""

    def write_sep(self, _sign: str, title: str) -> None:
        """Print a heading."""
        print(title)  # noqa: T201

    def write_line(self, line: str, **_markup: bool) -> None:
        """Print a line."""
        print(line)  # noqa: T201
