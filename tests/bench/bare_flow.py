"""The bare script: automatic sign-in with Playwright alone, with the same actions and waits as the scenario.

`python -m tests.bench.bare_flow` reads the addresses as one line of JSON, starts the browser, prints "ready",
then runs the flow once for each further line and prints the seconds it took. One browser, a new context each time.
"""

import json
import re
import secrets
import sys
import time
from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_mailpit import MailpitClient

LINK = re.compile(r"https?://\S+eyJ[\w.-]+[^\s\"<>]*")
PROFILES = "/api/public/coworkers/profiles"


@dataclass(frozen=True)
class Place:
    """The addresses of the portal and its mail, and how to start the browser."""

    portal: str
    api: str
    admin: str
    mailpit: str
    administrator: list[str]
    launch: dict[str, Any]
    context: dict[str, Any]


def main() -> None:
    """Run the flow once for each line on standard input."""
    place = Place(**json.loads(sys.stdin.readline()))
    http, mailpit = requests.Session(), MailpitClient(place.mailpit, poll_interval=0.05)
    http.auth = (place.administrator[0], place.administrator[1])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**place.launch)
        answer("ready")
        for _ in sys.stdin:
            began = time.perf_counter()
            sign_in_by_reset(place, browser, http, mailpit)
            answer(str(time.perf_counter() - began))


def sign_in_by_reset(place: Place, browser: Browser, http: requests.Session, mailpit: MailpitClient) -> None:
    """The flow: create a member, request a reset, follow the link in the mail, set a password, be signed in."""
    name, email = "Quinn Parker", f"{secrets.token_hex(8)}@example.com"
    password = f"{secrets.token_urlsafe(16)}x7Q!"
    business = http.get(f"{place.api}/api/public/businesses/current").json()["Id"]
    customer = {"FullName": name, "Email": email, "CountryId": 1, "SimpleTimeZoneId": 1}
    customer |= {"CreateUser": True, "Businesses": [business], "InvoicingBusinessId": business}
    http.post(f"{place.admin}/api/spaces/coworkers", json=customer).raise_for_status()
    mailpit.wait_for_message(recipient=email)  # the welcome mail

    context = browser.new_context(**place.context)
    page = context.new_page()
    page.goto(place.portal)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Forgot password?").click()
    form = page.locator("form").filter(has_not=page.get_by_role("textbox", name="Password"))
    form.get_by_role("textbox", name="Email").fill(email)
    form.get_by_role("button", name="Reset password").click()

    mail = mailpit.wait_for_messages(2, recipient=email)[-1]
    link = LINK.search(mail.text)
    page.goto("about:blank")
    page.goto(link[0] if link else "about:blank")
    page.get_by_role("textbox", name="password").fill(password)
    page.get_by_role("button", name="Reset password").click()

    menu = page.get_by_role("button", name="avatar")
    expect(menu).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith(PROFILES)) as profiles:
        page.reload()
    if profiles.value.json()["User"]["Email"] != email:
        raise SystemExit("the bare script signed in another member")
    expect(menu).to_be_visible()
    context.close()


def answer(word: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
