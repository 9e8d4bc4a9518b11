"""What must hold in every scenario, whatever it is about; `testkit/network/invariants.py` watches it."""

from dataclasses import dataclass

IN_EVERY_SCENARIO = "In every scenario"
"""The chapter of the invariants."""


@dataclass(frozen=True)
class Invariant:
    """A promise that holds at all times, where it comes from, and the statements of good practice that it checks."""

    id: str
    sentence: str
    source: str
    statements: tuple[int, ...] = ()


URL = Invariant(
    "secret-in-url",
    "No URL contains a secret, apart from the mailed link and the exchange",
    "OWASP ASVS 14.2.1: no sensitive data in a URL",
    statements=(32, 40),
)
REFERER = Invariant(
    "secret-in-referer",
    "No Referer contains a secret",
    "OWASP Forgot Password: Referrer-Policy: no-referrer",
    statements=(33,),
)
OTHER_SITE = Invariant(
    "secret-to-another-site",
    "No secret is sent to another site",
    "OWASP WSTG-ATHN-09: tokens do not appear in logs or analytics",
    statements=(33, 40),
)
CONSOLE = Invariant(
    "secret-in-console",
    "The browser's console shows no secret",
    "OWASP WSTG-ATHN-09: tokens do not appear in logs or analytics",
    statements=(40,),
)
TITLE = Invariant(
    "secret-in-title",
    "No page title contains a secret",
    "OWASP WSTG-ATHN-09: tokens do not appear in logs or analytics",
    statements=(40,),
)
STORAGE = Invariant(
    "secret-in-storage",
    "The browser's storage contains no password, and no token that is used up",
    "OWASP ASVS 14.3.3: browser storage contains no sensitive data apart from session tokens",
    statements=(40,),
)
CALL = Invariant(
    "secret-in-undocumented-call",
    "Only the documented calls carry a password or a token of the reset",
    "The API: completePasswordReset, exchange and api/token",
    statements=(40,),
)
ANSWER = Invariant(
    "password-in-answer",
    "No answer of the API contains a password",
    "OWASP Forgot Password: an answer never contains the password",
    statements=(32,),
)
PAGE = Invariant(
    "password-on-page",
    "No view shows a password outside of its field",
    "NIST SP 800-63B-4, 3.1.1.2: a password is shown in its field only, at the member's request",
    statements=(23,),
)
CACHED = Invariant(
    "token-answer-cached",
    "Answers with tokens are not cached",
    "OWASP WSTG-ATHN-06: sensitive answers are not cached: Cache-Control: no-store",
    statements=(34,),
)
SHAPE = Invariant(
    "documented-shape",
    "The API's answers have their documented fields, of the documented types",
    "The API: the form of each documented answer (docs/portal.md, section 3)",
)
PAGE_ERROR = Invariant("page-error", "The page has no uncaught error", "ASVS 16.5.3: the application fails gracefully")
SERVER = Invariant(
    "server-error", "The portal answers no call with 5xx", "ASVS 16.5.3: the application fails gracefully"
)
NOBODY = Invariant(
    "signed-in-unexpectedly",
    "Nobody is signed in where the scenario expects nobody to be",
    "Complete Password Reset: a refused reset signs nobody in",
)
INVARIANTS = (
    URL, REFERER, OTHER_SITE, CONSOLE, TITLE, STORAGE, CALL, ANSWER, PAGE, CACHED, SHAPE, PAGE_ERROR, SERVER, NOBODY
)  # fmt: skip
