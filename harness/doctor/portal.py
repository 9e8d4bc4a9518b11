"""The doctor's looks at the portal: there, with a good certificate, speaking the documented API, at the right place."""

import socket
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect, sync_playwright

from harness.doctor.check import TIMEOUT_SECONDS, Patient, Sign, ill, note, well
from harness.provision.browser import START_SERVER, find_browser, find_server
from harness.provision.progress import ProvisionError
from pages import SignInView
from pages.gate import Gate
from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.contract import differences
from testkit.settings.credentials import variable

SOON_DAYS = 14
OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 200, 400, 401, 403
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def browser(patient: Patient) -> Iterator[Sign]:
    """A browser for each project of a run."""
    for name in patient.projects:
        project = patient.settings.projects[name]
        if project.connect:
            try:
                yield well(f"{name}: a Playwright server at {find_server(project.connect)}")
            except ProvisionError as error:
                yield ill(f"{name}: {error}", START_SERVER)
            continue
        try:
            found = find_browser(project.browser)
        except ProvisionError as error:
            yield ill(f"{name}: {error}", "Install it, or leave the project out of projects_to_run.")
        else:
            yield well(f"{name}: {found.engine} {found.version}, {found.source}")


def portal(patient: Patient) -> Iterator[Sign]:
    """The portal answers, and so does each other host that is configured."""
    target = patient.target
    hosts = {"portal": target.portal_url, "API": target.api_url, "administrators' API": target.admin_url}
    hosts |= {"second location": target.other_location} if target.other_location else {}
    for name, url in {name: url for name, url in hosts.items() if name == "portal" or url != target.portal_url}.items():
        answer = patient.ask("GET", url)
        if isinstance(answer, str):
            yield ill(f"{name}: {url}: {answer}", f"Check its address in environments.{target.name}, VPN and proxy.")
        elif answer.status >= 500:  # noqa: PLR2004 - the server's own errors
            yield ill(f"{name}: {url} answers {answer.status}", "The portal itself is unwell: ask its operator.")
        else:
            patient.dates[name] = f"{answer.header('Date')}|{time.time()}"
            yield well(f"{name}: {url} answers")
            yield from _certificate(url)


def _certificate(url: str) -> Iterator[Sign]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        if parts.hostname not in LOOPBACK:
            yield note(f"{url} is not https: passwords and tokens travel openly", "Use the https address.")
        return
    context = ssl.create_default_context()
    with (
        socket.create_connection((parts.hostname or "", parts.port or 443), TIMEOUT_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=parts.hostname) as secured,
    ):
        certificate = secured.getpeercert() or {}
    days = (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / 86_400
    if days < SOON_DAYS:
        yield note(f"its TLS certificate ends in {days:.0f} days", "Have it renewed before the nightly runs go red.")
    else:
        yield well(f"its TLS certificate is good for {days:.0f} more days")


def location(patient: Patient) -> Iterator[Sign]:
    """The API is there, and says which location this is."""
    answer = patient.ask("GET", patient.target.api_url + endpoints.CURRENT_BUSINESS)
    if isinstance(answer, str) or answer.status != OK:
        yield _no_api(patient, endpoints.CURRENT_BUSINESS, answer)
        return
    yield from _shape(endpoints.CURRENT_BUSINESS, answer)
    named = answer.envelope
    yield well(f"location: {named.get('Name')} (Id {named.get('Id')}, {named.get('WebAddress')})")


def documented_api(patient: Patient) -> Iterator[Sign]:
    """The API answers in its documented shapes, as far as nobody has to be signed in."""
    answer = patient.ask("GET", patient.target.api_url + endpoints.CONFIGURATION)
    if isinstance(answer, str) or answer.status != OK:
        yield _no_api(patient, endpoints.CONFIGURATION, answer)
        return
    yield from _shape(endpoints.CONFIGURATION, answer)
    refused = patient.ask("POST", patient.target.api_url + endpoints.TOKEN, json={"grant_type": "password"})
    if isinstance(refused, Answer) and refused.status == BAD_REQUEST:
        yield from _shape(endpoints.TOKEN, refused)
    else:
        said = refused if isinstance(refused, str) else f"{refused.status} where 400 is documented"
        yield note(f"POST {endpoints.TOKEN} with JSON: {said}")


def _no_api(patient: Patient, path: str, answer: Answer | str) -> Sign:
    said = answer if isinstance(answer, str) else f"{answer.status}"
    return ill(f"GET {path}: {said}", f"Is environments.{patient.name}.api_url the API of this portal?")


def _shape(path: str, answer: Answer) -> Iterator[Sign]:
    drift = list(differences(path, answer.status, answer.text.encode()))
    for difference in drift:
        yield note(difference.words, "The API has changed, or this is another version: scenarios may say so too.")
    if not drift:
        yield well(f"{path} answers as documented")


def administrator(patient: Patient) -> Iterator[Sign]:
    """An administrator who may look for customers; nobody is created."""
    if patient.environment.members == "pool":
        yield well("members come from a pool: no administrator is needed")
        return
    email, password = patient.credentials.admin_email, patient.credentials.admin_password
    names = [variable(patient.name, name) for name in ("admin_email", "admin_password")]
    if not email or not password:
        yield ill("no administrator is given", f"Set {names[0]} and {names[1]}, or members = 'pool'.")
        return
    answer = patient.ask(
        "GET",
        patient.target.admin_url + endpoints.CUSTOMERS,
        params={"Coworker_Email": email},
        auth=(email, str(password)),
    )
    if isinstance(answer, str):
        yield ill(f"administrator: {answer}", f"Check environments.{patient.name}.admin_url.")
    elif answer.status in {UNAUTHORIZED, FORBIDDEN}:
        yield ill(
            f"administrator: the portal refuses {email} ({answer.status})",
            f"Check {names[1]}, and that the account may list and create coworkers.",
        )
    elif answer.status != OK:
        yield ill(f"administrator: looking for a customer answers {answer.status}", "Is admin_url right?")
    else:
        yield well(f"administrator: {email} may look for customers (whether they may create one, the first run shows)")


def gate(patient: Patient) -> Iterator[Sign]:
    """The password of the gate, where one stands before everything."""
    if patient.environment.gate and not patient.credentials.gate_password:
        yield ill("a gate is described, and its password is not given", f"Set {_gate_variable(patient)}.")


def _gate_variable(patient: Patient) -> str:
    return variable(patient.name, "gate_password")


def sign_in_view(patient: Patient) -> Iterator[Sign]:
    """The front door in a real browser: through the gate, and up to `Forgot password?`."""
    project = patient.settings.projects[patient.projects[0]]
    if project.connect or project.browser != "chromium":
        yield note(f"the sign-in view was not looked at: {patient.projects[0]} is no Chromium of this machine")
        return
    found = find_browser()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=found.executable_path, args=list(found.args)) as chromium,
    ):
        page = chromium.new_page(base_url=patient.target.portal_url)
        view = SignInView(page)
        try:
            view.open()
            if patient.environment.gate:
                door = Gate(page)
                door.unlock(patient.credentials.gate_password or "")
                expect(door.submit_button).to_have_count(0)
                yield well("the gate opens")
                view.open()
            expect(view.forgot_password_link).to_be_visible()
        except (AssertionError, Error):
            gate_words = f", or the gate's password ({_gate_variable(patient)})"
            yield ill(
                f"no `Forgot password?` on {page.url.partition('?')[0]} (title: {page.title()!r})",
                f"Open it by hand: is it the members portal{gate_words}? Does a gate stand before it (gate = true)?",
            )
        else:
            yield well("the sign-in view is there, with its `Forgot password?`")
