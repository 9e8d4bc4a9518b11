"""The doctor's checks of the portal's API: the documented one, and open to an administrator."""

from collections.abc import Iterator

from harness.doctor.check import CheckContext, CheckResult, fail, note, ok
from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.contract import differences
from testkit.settings.credentials import variable
from testkit.settings.headers import login_text

OK, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 200, 400, 401, 403


def location(context: CheckContext) -> Iterator[CheckResult]:
    """The API answers, and says which location this is."""
    answer = context.ask("GET", context.target.api_url + endpoints.CURRENT_BUSINESS)
    if not _is_location(answer) or isinstance(answer, str):
        yield _no_api(context, endpoints.CURRENT_BUSINESS, answer)
        return
    yield from _shape(endpoints.CURRENT_BUSINESS, answer)
    named = answer.envelope
    yield ok(f"location: {named.get('Name')} (Id {named.get('Id')}, {named.get('WebAddress')})")


def _is_location(answer: Answer | str) -> bool:
    """Whether this is the API's answer; a portal's shell may answer each path with 200 and HTML."""
    return isinstance(answer, Answer) and answer.status == OK and isinstance(answer.envelope.get("Id"), int)


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
    return fail(
        f"GET {path} at {context.target.api_url}: {_other_than_documented(answer)}",
        f"Set environments.{context.name}.api_url to the API of this portal, which often has an origin of its own: the "
        "address before `/api/…`. Without it, the suite takes the one that the portal's page calls.",
    )


def _other_than_documented(answer: Answer | str) -> str:
    """What there is in place of the documented answer."""
    if isinstance(answer, str):
        return answer
    if answer.status != OK:
        return f"{answer.status}"
    html = "html" in answer.header("Content-Type").lower()
    return "200 with an HTML page" if html else "200 without the documented fields"


def _shape(path: str, answer: Answer) -> Iterator[CheckResult]:
    drift = list(differences(path, answer.status, answer.text))
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
        auth=(login_text(email), login_text(password)),
    )
    if isinstance(answer, str):
        yield fail(f"administrator: {answer}", f"Check environments.{context.name}.admin_url.")
    elif answer.status in {UNAUTHORIZED, FORBIDDEN}:
        yield fail(
            f"administrator: the portal refuses {email} ({answer.status})",
            f"Check {names[1]}, and that the account has the rights to list and create coworkers.",
        )
    elif answer.status != OK or not isinstance(answer.at("Records"), list):
        found = _other_than_documented(answer)
        yield fail(
            f"administrator: GET {endpoints.CUSTOMERS} at {context.target.admin_url} answers {found}",
            f"Set environments.{context.name}.admin_url to the address that administrators' calls go to.",
        )
    else:
        yield ok(f"administrator: {email} can list customers; creating one is checked on the first run")
