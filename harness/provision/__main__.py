"""`python -m harness.provision [ENGINE …]`: install what this machine lacks, and print what it has."""

import sys
from concurrent.futures import ThreadPoolExecutor

from harness.provision.browser import playwrights_own
from harness.provision.browser_install import install_browser
from harness.provision.inbox import choose_inbox
from harness.provision.progress import ProvisionError


def main(engines: list[str]) -> int:
    """Provide these browsers and a mail server; 2 and one line where that fails."""
    try:
        # At the same time: the one is mostly waiting for the network, the other compiles.
        with ThreadPoolExecutor(1) as beside:
            chosen = beside.submit(choose_inbox, again=True)
            browsers = [playwrights_own(engine, headed=False) or install_browser(engine) for engine in engines]
        inbox = chosen.result()
    except ProvisionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for browser in browsers:
        sys.stdout.write(f"browser: {browser.description}\n")
    sys.stdout.write(f"inbox:   {inbox.words}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["chromium"]))
