"""The doctor's checks of the portal as a browser meets it: browser, address, certificate, gate and sign-in view."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

from harness.doctor.check import TIMEOUT_SECONDS, CheckContext, CheckResult, fail, note, ok
from harness.portal.api_address import seen_addresses
from harness.portal.page import portal_page
from harness.provision.browser import START_SERVER, find_browser, find_server
from harness.provision.progress import ProvisionError
from pages import SignInView, wording_for
from pages.gate import Gate
from testkit.api.answer import Answer
from testkit.settings.access import asks_for_basic
from testkit.settings.credentials import variable
from testkit.settings.network import LOOPBACK
from testkit.text import shortened

SOON_DAYS = 14
UNAUTHORIZED, FORBIDDEN, SERVER_ERRORS = 401, 403, 500


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
        if problem := _problem(context, name, url, answer):
            yield problem
        elif isinstance(answer, Answer):
            if date := answer.time_in("Date"):
                context.clock_offsets[name] = date - time.time()
            yield ok(f"{name}: {url} answers")
            yield from _certificate(context, url)


def _problem(context: CheckContext, name: str, url: str, answer: Answer | str) -> CheckResult | None:
    """Why this answer means that nobody gets in."""
    where = f"environments.{context.name}"
    if isinstance(answer, str):
        advice = f"Check its address in {where}, VPN and proxy."
        if "certificate" in answer:
            advice += f" For a certificate of your own, set {where}.ca_file."
        if answer.startswith("the proxy"):
            advice = f"Check {where}.use.proxy with its username and password, or HTTP_PROXY and HTTPS_PROXY."
        return fail(f"{name}: {url}: {answer}", advice)
    if answer.status == UNAUTHORIZED and asks_for_basic(answer.header("WWW-Authenticate")):
        held = variable(context.name, "http_password")
        if context.access.http_credentials:
            return fail(f"{name}: {url} refuses the login of HTTP Basic", f"Check {where}.use.http_credentials.")
        return fail(
            f"{name}: {url} asks for a login by HTTP Basic",
            f'Set {where}.use.http_credentials = {{ username = "…", password = "${held}" }}, and the variable {held}.',
        )
    if answer.status == FORBIDDEN and name == "portal":
        return note(
            f"{name}: {url} answers {FORBIDDEN} to a client that is no browser",
            f"If it lets nobody in without a header or client certificate, set {where}.use.",
        )
    if answer.status >= SERVER_ERRORS:
        return fail(f"{name}: {url} answers {answer.status}", "The portal itself has a problem: ask its operator.")
    return None


def _certificate(context: CheckContext, url: str) -> Iterator[CheckResult]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        if parts.hostname not in LOOPBACK:
            yield note(f"{url} is not https: passwords and tokens travel unencrypted", "Use the https address.")
        return
    if context.access.ignore_https_errors:
        yield note("its TLS certificate is not checked: ignore_https_errors = true")
        return
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), TIMEOUT_SECONDS) as connection,
            context.access.ssl_context(url).wrap_socket(connection, server_hostname=parts.hostname) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except OSError:  # it answers through a proxy alone
        yield note("when its TLS certificate expires can't be seen from here")
        return
    days = (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / 86_400
    if days < SOON_DAYS:
        yield note(f"its TLS certificate expires in {days:.0f} days", "Have it renewed before the nightly runs fail.")
    else:
        yield ok(f"its TLS certificate is valid for {days:.0f} more days")


def api_address(context: CheckContext) -> Iterator[CheckResult]:
    """Where the portal's own page calls its API, and asks for its location; a setting overrides it."""
    environment, target = context.environment, context.target
    is_known = environment.api_url and (environment.admin_url or environment.members == "pool")
    if is_known or environment.command:
        return
    project = context.settings.projects[context.projects[0]]
    password = context.credentials.gate_password
    try:
        seen = seen_addresses(target.portal_url, environment, project, context.access, password)
    except Error as error:
        reason = shortened(" ".join(error.message.partition("\nCall log:")[0].split()))
        yield fail(
            f"{context.projects[0]} can't open {target.portal_url}: {reason}",
            f"Check environments.{context.name}.use; docs/engines.md says what each browser lacks.",
        )
        return
    if seen is None:
        if environment.api_url:
            return
        yield fail(
            f"{target.portal_url} was opened in a browser, and called no documented address of an API, neither at its "
            "start nor to sign in",
            f"Is it the members portal? If it is, set environments.{context.name}.api_url, or paths.sign_in where no "
            "known word leads to the form to sign in: then the API is found by signing in.",
        )
        return
    if not environment.api_url:
        context.target = replace(target, api_url=seen.api, admin_url=environment.admin_url or seen.api)
        yield ok(f"the portal's page calls its API at {seen.api}")
    if not environment.admin_url and seen.platform != seen.api:
        context.target = replace(context.target, admin_url=seen.platform)
        yield ok(f"administrators' calls go where the page asks for its location, {seen.platform}")


def gate(context: CheckContext) -> Iterator[CheckResult]:
    """The password of the gate, where there is one before the portal."""
    if context.environment.gate and not context.credentials.gate_password:
        yield fail("gate = true, but its password isn't set", f"Set {_gate_variable(context)}.")


def _gate_variable(context: CheckContext) -> str:
    return variable(context.name, "gate_password")


def sign_in_view(context: CheckContext) -> Iterator[CheckResult]:
    """The sign-in view in a real browser, past the gate if there is one, with its way to a reset."""
    project = context.settings.projects[context.projects[0]]
    with portal_page(project, context.access) as page:
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
            gate = _gate_variable(context) + " right" if environment.gate else "there a gate before it (gate = true)"
            yield fail(
                f"no `Forgot password?` on {page.url.partition('?')[0]} (title: {page.title()!r})",
                f"Open it by hand: is it the members portal, is {gate}? LEARN=1 finds an operator's own words.",
            )
        else:
            yield ok("the sign-in view has its `Forgot password?`")
