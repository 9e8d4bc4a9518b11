"""The doctor's checks of the portal: it answers, with a valid certificate, and its API is the documented one."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

from harness.api_address import portal_page, seen_addresses
from harness.doctor.check import TIMEOUT_SECONDS, CheckContext, CheckResult, fail, note, ok
from harness.provision.browser import START_SERVER, find_browser, find_server
from harness.provision.progress import ProvisionError
from pages import SignInView, wording_for
from pages.gate import Gate
from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.contract import differences
from testkit.settings.credentials import variable

SOON_DAYS = 14
OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 200, 400, 401, 403
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def browser(context: CheckContext) -> Iterator[CheckResult]:
    """A browser for each project of a run."""
    for name in context.projects:
        project = context.settings.projects[name]
        if project.connect:
            try:
                yield ok(f"{name}: a Playwright server at {find_server(project.connect)}")
            except ProvisionError as error:
                yield fail(f"{name}: {error}", START_SERVER)
            continue
        try:
            found = find_browser(project.browser)
        except ProvisionError as error:
            yield fail(f"{name}: {error}", "Install it, or leave the project out of projects_to_run.")
        else:
            yield ok(f"{name}: {found.engine} {found.version}, {found.source}")


def portal(context: CheckContext) -> Iterator[CheckResult]:
    """The portal answers, and so does each other host that is configured."""
    target = context.target
    hosts = {"portal": target.portal_url, "API": target.api_url, "administrators' API": target.admin_url}
    hosts |= {"second location": target.other_location} if target.other_location else {}
    for name, url in {name: url for name, url in hosts.items() if name == "portal" or url != target.portal_url}.items():
        answer = context.ask("GET", url)
        if isinstance(answer, str):
            yield fail(f"{name}: {url}: {answer}", f"Check its address in environments.{target.name}, VPN and proxy.")
        elif answer.status >= 500:  # noqa: PLR2004 - the server's own errors
            yield fail(f"{name}: {url} answers {answer.status}", "The portal itself has a problem: ask its operator.")
        else:
            context.dates[name] = f"{answer.header('Date')}|{time.time()}"
            yield ok(f"{name}: {url} answers")
            yield from _certificate(url)


def _certificate(url: str) -> Iterator[CheckResult]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        if parts.hostname not in LOOPBACK:
            yield note(f"{url} is not https: passwords and tokens travel unencrypted", "Use the https address.")
        return
    context = ssl.create_default_context()
    with (
        socket.create_connection((parts.hostname or "", parts.port or 443), TIMEOUT_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=parts.hostname) as secured,
    ):
        certificate = secured.getpeercert() or {}
    days = (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / 86_400
    if days < SOON_DAYS:
        yield note(f"its TLS certificate expires in {days:.0f} days", "Have it renewed before the nightly runs fail.")
    else:
        yield ok(f"its TLS certificate is valid for {days:.0f} more days")


def api_address(context: CheckContext) -> Iterator[CheckResult]:
    """Where the portal's own page calls its API; a setting wins."""
    environment, target = context.environment, context.target
    if environment.api_url or environment.command:
        return
    project = context.settings.projects[context.projects[0]]
    seen = seen_addresses(target.portal_url, environment, project, context.credentials.gate_password)
    if seen is None:
        yield fail(
            f"{target.portal_url} was opened in a browser, and its page called no documented address of an API",
            f"Is it the members portal? If it is, set environments.{context.name}.api_url.",
        )
        return
    context.target = replace(target, api_url=seen.api, admin_url=environment.admin_url or seen.platform)
    yield ok(f"the portal's page calls its API at {seen.api}")
    if not environment.admin_url and seen.platform != seen.api:
        yield ok(f"administrators' calls go where the page asks for its location, {seen.platform}")


def location(context: CheckContext) -> Iterator[CheckResult]:
    """The API answers, and says which location this is."""
    answer = context.ask("GET", context.target.api_url + endpoints.CURRENT_BUSINESS)
    if isinstance(answer, str) or answer.status != OK:
        yield _no_api(context, endpoints.CURRENT_BUSINESS, answer)
        return
    yield from _shape(endpoints.CURRENT_BUSINESS, answer)
    named = answer.envelope
    yield ok(f"location: {named.get('Name')} (Id {named.get('Id')}, {named.get('WebAddress')})")


def documented_api(context: CheckContext) -> Iterator[CheckResult]:
    """The API's answers have their documented form, as far as nobody has to be signed in."""
    answer = context.ask("GET", context.target.api_url + endpoints.CONFIGURATION)
    if isinstance(answer, str) or answer.status != OK:
        yield _no_api(context, endpoints.CONFIGURATION, answer)
        return
    yield from _shape(endpoints.CONFIGURATION, answer)
    refused = context.ask("POST", context.target.api_url + endpoints.TOKEN, json={"grant_type": "password"})
    if isinstance(refused, Answer) and refused.status == BAD_REQUEST:
        yield from _shape(endpoints.TOKEN, refused)
    else:
        found = refused if isinstance(refused, str) else f"{refused.status}, where 400 is documented"
        yield note(f"POST {endpoints.TOKEN} with JSON: {found}")


def _no_api(context: CheckContext, path: str, answer: Answer | str) -> CheckResult:
    found = answer if isinstance(answer, str) else f"{answer.status}"
    return fail(f"GET {path}: {found}", f"Is environments.{context.name}.api_url the API of this portal?")


def _shape(path: str, answer: Answer) -> Iterator[CheckResult]:
    drift = list(differences(path, answer.status, answer.text.encode()))
    for difference in drift:
        yield note(difference.words, "The API has changed, or this is another version: scenarios may fail for it.")
    if not drift:
        yield ok(f"{path} answers as documented")


def administrator(context: CheckContext) -> Iterator[CheckResult]:
    """An administrator who can list customers; nobody is created."""
    if context.environment.members == "pool":
        yield ok("members come from a pool: no administrator is needed")
        return
    email, password = context.credentials.admin_email, context.credentials.admin_password
    names = [variable(context.name, name) for name in ("admin_email", "admin_password")]
    if not email or not password:
        yield fail("no administrator is set", f"Set {names[0]} and {names[1]}, or members = 'pool'.")
        return
    answer = context.ask(
        "GET",
        context.target.admin_url + endpoints.CUSTOMERS,
        params={"Coworker_Email": email},
        auth=(email, str(password)),
    )
    if isinstance(answer, str):
        yield fail(f"administrator: {answer}", f"Check environments.{context.name}.admin_url.")
    elif answer.status in {UNAUTHORIZED, FORBIDDEN}:
        yield fail(
            f"administrator: the portal refuses {email} ({answer.status})",
            f"Check {names[1]}, and that the account has the rights to list and create coworkers.",
        )
    elif answer.status != OK:
        yield fail(f"administrator: listing customers answers {answer.status}", "Is admin_url right?")
    else:
        yield ok(f"administrator: {email} can list customers; creating one is checked on the first run")


def gate(context: CheckContext) -> Iterator[CheckResult]:
    """The password of the gate, where there is one before the portal."""
    if context.environment.gate and not context.credentials.gate_password:
        yield fail("gate = true, but its password isn't set", f"Set {_gate_variable(context)}.")


def _gate_variable(context: CheckContext) -> str:
    return variable(context.name, "gate_password")


def sign_in_view(context: CheckContext) -> Iterator[CheckResult]:
    """The sign-in view in a real browser, past the gate if there is one, with its way to a reset."""
    project = context.settings.projects[context.projects[0]]
    with portal_page(project) as page:
        environment = context.environment
        wording = wording_for(environment.language, environment.labels.model_dump())
        view = SignInView(page, wording, context.target.portal_url, environment.paths.sign_in)
        try:
            if environment.gate:
                page.goto(context.target.portal_url)
                staging_gate = Gate(page, wording)
                staging_gate.unlock(context.credentials.gate_password or "")
                expect(staging_gate.form).to_have_count(0)
                yield ok("the gate accepts its password")
            view.open()
            expect(view.forgot_password_link).to_be_visible()
        except (AssertionError, Error):
            gate_words = f", or the gate's password ({_gate_variable(context)})"
            yield fail(
                f"no `Forgot password?` on {page.url.partition('?')[0]} (title: {page.title()!r})",
                f"Open it by hand: is it the members portal{gate_words}? Is there a gate before it (gate = true)?",
            )
        else:
            yield ok("the sign-in view has its `Forgot password?`")
