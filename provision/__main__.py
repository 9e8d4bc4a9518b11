"""`python -m provision`: install what this machine lacks, and say what it has."""

import sys

from provision.browser import playwrights_own
from provision.browser_install import install_browser
from provision.inbox import choose_inbox
from provision.progress import ProvisionError


def main() -> int:
    """Provide a browser and a mail server; 2 and one line where a run would be impossible."""
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
