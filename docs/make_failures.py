"""Writes failures.md: what the terminal prints of seeded defects in different chapters. `make failures`."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.provision.mailpit import Inbox
from testkit.command_line import Parser
from tests.defects.copies import patched_copy
from tests.defects.judge import shared_inbox
from tests.defects.patches import Defect, read_defects

PAGE = Path(__file__).with_name("failures.md")
NAMED = {
    "minutes-named-as-hours": "The mail states the lifetime of the link in a wrong unit.",
    "sign-out-needs-a-session": "Once a reset has ended the session, the server refuses the sign-out and the page does "
    "not sign the member out.",
    "missing-address-untold": "Asking for a reset without an address shows no error.",
    "menu-off-the-phone": "The open profile menu, and Sign out in it, is wider than a narrow window.",
    "exchange-with-a-body": "The page sends a body with the exchange.",
    "does-not-ask-who-on-a-link": "The page does not ask who is signed in when a reset link is opened.",
    "token-in-the-referer": "The reset token is in the Referer of the portal's own calls and scripts.",
    "no-second-try": "After a server error the form stays busy.",
    "pasting-refused": "The reset view refuses a pasted password.",
    "expired-once-expired-for-ever": "Once an expired link was opened, a newer link does not work in the same browser.",
    "tiny-targets": "The button Show password is too small for a finger.",
    "unknown-address-in-other-words": "Only a known address gets a Message: the answer tells who is a member.",
    "short-signature": "The signature of the token is cut to 72 bits.",
}
"""Defects picked by chance from different chapters, each with the name that a reader gave it from the lines alone."""
FROM_THE_REPORT = {
    "view-trusts-the-status": "A refusal that comes with status 200 is not shown.",
    "location-as-text": "The page sends BusinessId as a text instead of a number.",
    "request-answers-with-the-token": "The answer to a request has a Value where null is documented; the lines did not "
    "say what it is. They do now: a token.",
    "open-redirect": "After a sign-in the page goes to another site that the address names.",
    "client-ids-ignored": "The older refresh token still works after a second sign-in of the same client.",
    "first-address-asked-again": "After a failed request, the second one does not go to the address typed last.",
    "error-not-tied-to-its-field": "The error of the email field is not connected with it.",
    "signature-not-verified": "A token with a damaged signature sets a password.",
    "previous-member-stays-signed-in": "After a reset the page still shows the member who was signed in before.",
    "feedback-never-goes-back": "The feedback on the strength is not updated when the password becomes weak again.",
}
"""Ten others, named from the report of their run alone."""
BY_OTHERS = {
    "emoji-lost": (
        "A password with an emoji is set without an error, and then refused at sign-in.",
        "After a reset to a password with an emoji, signing in with it fails.",
    ),
    "location-of-any-kind": (
        "completePasswordReset accepts an empty BusinessId.",
        "completePasswordReset accepts an empty BusinessId and changes the password.",
    ),
    "view-off-by-one": (
        "The view refuses a password of exactly the minimum length, which the server accepts.",
        "The view refuses a password of exactly the minimum length.",
    ),
    "used-one-time-token-breaks-the-server": (
        "Exchanging a one-time token a second time answers 500 instead of 400 or 401.",
        "Exchanging a one-time token a second time gives 500.",
    ),
    "scanner-burns-the-link": (
        "Fetching the reset link, as a mail scanner does, uses it up.",
        "Fetching the reset link uses it up; the member's own reset is refused.",
    ),
    "toggle-of-sign-in-changes-its-name-only": (
        "The button that shows the password on the sign-in form does nothing.",
        "The toggle of the sign-in form does not show the password.",
    ),
    "order-upside-down": (
        "On the sign-in view Tab reaches the button before the fields.",
        "On the sign-in view Tab reaches the button before the fields.",
    ),
    "client-ids-confused": (
        "A new sign-in with one client_id ends the refresh tokens of all clients.",
        "A second sign-in with one client_id ends the refresh tokens of the others as well.",
    ),
    "sign-in-in-another-tab-clears-the-link": (
        "The reset view is lost when it is reloaded after another tab opened the sign-in view.",
        "Opening the sign-in view in another tab turns the reset view into it when reloaded.",
    ),
    "errors-not-shown": (
        "The view does not show why the server refuses a password.",
        "The view does not show the messages of Errors.",
    ),
}
"""Ten more, named by two readers who knew nothing of the suite: from the terminal alone, and from issue.md alone."""
HEAD = """# What a failure looks like

Seeded defects (`tests/defects/seeded/`) from thirteen chapters, picked by chance: the lines that the terminal printed,
the name that a reader gave each from these lines alone, before the defect was shown, and what it really is. `make
failures` writes this page from real runs.
"""
REPORT_HEAD = """## In the report

Ten others from ten chapters, of which the reader saw the report only. It tells the same four parts beside its pictures.

| As named from the report alone | The defect |
|---|---|
"""
OTHERS_HEAD = """
## By others

Ten more, named by two readers who had never seen the suite. Both named all but the second, whose empty value is one of
several that it accepts. What they stumbled over has been changed since.

| From the terminal alone | From `issue.md` alone | The defect |
|---|---|---|
"""
CHANGED = """
## What this reading changed

| Before | Now |
|---|---|
| the mail "states 3600 minutes", where it says 60 hours | it states 60 hours |
| the view still shows 'form' | … aria-busy on `<form>`, with the disabled `<button> "Reset password"` |
| Expected Value: null; found something else | Expected Value: null; found a token |
| Expected 1 message matching after:1795772939405 addressed:"…" | Expected 1 message to … |
| Expected the page to call … after a reload; it did not. (of a member whom a link signed out) | …, as for a \
member who is signed in; it did not, and shows 'Sign in to Harbour House'. |
| reset-password 200 (2 times) | GET reset-password 200, HEAD reset-password 200 |
| mail: "Your password was changed", before the first step | set-up: … mail "Your password was changed" |
| sign in view: open / reload the page | sign in view: open (in tab 2) / reload the page |
| Where: Before anything that is recorded. (of what is watched in every scenario) | Where: the chapter and the \
scenario, with the line to replay it |
"""
_FAILURE = re.compile(r"^=+ failures =+\n(.*?)^-+ evidence -+$", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Run each chosen defect's scenario and write the page; 1 if one of them fails no scenario."""
    parts, missed = [HEAD], []
    defects = {defect.id: defect for defect in read_defects()}
    with shared_inbox() as inbox:
        for name, given in NAMED.items():
            printed = _FAILURE.search(run(defects[name], inbox))
            if not printed:
                missed.append(name)
                continue
            text = re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:8000", printed[1].strip("\n"))
            text = re.sub(r" --seed \d+", "", text)
            named = f"- As named from these lines alone: {given}\n- The defect: {defects[name].meets}"
            parts.append(f"## {name}\n\n```text\n{text}\n```\n\n{named}\n")
    rows = (f"| {given} | {defects[name].meets} |\n" for name, given in FROM_THE_REPORT.items())
    others = (f"| {one} | {other} | {defects[name].meets} |\n" for name, (one, other) in BY_OTHERS.items())
    parts.append(REPORT_HEAD + "".join(rows) + OTHERS_HEAD + "".join(others) + CHANGED)
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
    Parser("python -m docs.make_failures", description=__doc__).parse_args()
    sys.exit(main())
