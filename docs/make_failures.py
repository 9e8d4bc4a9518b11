"""Writes failures.md: what the terminal prints of seeded defects in different chapters. `make failures`."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.provision.mailpit import Inbox
from tests.defects.copies import patched_copy
from tests.defects.judge import shared_inbox
from tests.defects.patches import Defect, read_defects

PAGE = Path(__file__).with_name("failures.md")
CHOSEN = {
    "mailed-twice": "One request sends more than one mail.",
    "link-to-another-host": "The mailed link leads to another host than the portal's own.",
    "email-not-shown": "The reset view does not show whose password is changed.",
    "used-link-works-again": "A link that was used sets a password a second time.",
    "errors-not-shown": "The view does not show why the server refused the password.",
    "common-passwords-pass": "The server accepts a password with a common word.",
    "exchange-speaks-oauth": "The exchange calls its token access_token instead of token.",
    "cached-profile": "After a reset the page greets the member who was signed in before.",
    "failure-untold": "The view shows no error when the server fails during a reset.",
    "reset-page-may-be-cached": "The reset page may be cached for an hour.",
    "no-label-at-all": "Fields of the sign-in view have no label.",
}
"""Defects, each with what the printed lines show, in one sentence."""
HEAD = """# What a failure looks like

Each part shows one seeded defect (`tests/defects/seeded/`): the lines that the terminal printed, what they show in one
sentence, and what the defect really is. `make failures` writes this page from real runs.
"""
_FAILURE = re.compile(r"^=+ failures =+\n(.*?)^-+ evidence -+$", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Run each chosen defect's scenario and write the page; 1 if one of them fails no scenario."""
    parts, missed = [HEAD], []
    defects = {defect.id: defect for defect in read_defects()}
    with shared_inbox() as inbox:
        for name, given in CHOSEN.items():
            printed = _FAILURE.search(run(defects[name], inbox))
            if not printed:
                missed.append(name)
                continue
            text = re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:8000", printed[1].strip("\n"))
            text = re.sub(r" --seed \d+", "", text)
            named = f"- What they show: {given}\n- The defect: {defects[name].meets}"
            parts.append(f"## {name}\n\n```text\n{text}\n```\n\n{named}\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    sys.stderr.write("".join(f"{name}: no scenario failed.\n" for name in missed))
    return 1 if missed else 0


def run(defect: Defect, inbox: Inbox) -> str:
    """What pytest prints when the defect's own scenario meets it."""
    with patched_copy([defect], inbox) as copy, TemporaryDirectory(prefix="failures-") as output:
        command = [sys.executable, "-m", "pytest", "-x", "-n", "0", "-k", defect.scenario[0].replace(" ", "_")]
        command += ["--tracing=retain-on-failure", "--screenshot=only-on-failure", f"--output={output}"]
        command += [f"--config={copy.settings}", *(f"e2e/{one}" for one in defect.chapter)]
        return subprocess.run(command, cwd=PAGE.parents[1], check=False, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
