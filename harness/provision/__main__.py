"""`python -m harness.provision`: install what this machine lacks, and print what it has."""

import sys

from harness.provision.browser import playwrights_own
from harness.provision.browser_install import install_browser
from harness.provision.inbox import choose_inbox
from harness.provision.progress import ProvisionError


def main() -> int:
    """Provide a browser and a mail server; 2 and one line where that fails."""
    try:
        browser = playwrights_own("chromium", headed=False) or install_browser("chromium")
        inbox = choose_inbox(again=True)
    except ProvisionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"browser: {browser.engine} {browser.version}, {browser.source}\n")
    sys.stdout.write(f"inbox:   {inbox.words}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
