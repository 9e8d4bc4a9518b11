"""A failure in plain sentences: what was expected and what was found, without code and without values of variables.

pytest's own text shortens long values in the middle, and half a secret is not recognised as one. So nothing of it is
used: the sentence is the error's own message, redacted whole, and the place is given by files and lines.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Locator

_EXPLANATION = "\nassert "  # where pytest's introspection begins, after the assertion's own message
_LOCATOR = re.compile(r"Expect \"\w+\" (.+?) with timeout|waiting for ((?:get_by|locator|frame)\S.*)")
_QUOTED = r"(?:re\.compile\()?r?[\"'/](.+?)[\"'/]"
_ELEMENT = re.compile(rf"get_by_(\w+)\({_QUOTED}(?:[^()]*?name={_QUOTED})?")
_ACTION = re.compile(r"(?:Locator|Page|Frame|ElementHandle)\.(\w+): Timeout (\d+)ms exceeded")
_EVENT = re.compile(r"waiting for event \"(\w+)\"(?:.*?waiting for \w+ (\S+))?", re.DOTALL)
_NAVIGATION = re.compile(r"Page\.(?:goto|reload|go_back|go_forward): (?:net::|NS_)?(\S+)(?: at (\S+))?")
# The text of a failed connection in `requests`, which contains objects, and the system's message in it.
_CONNECTION = re.compile(r"\b\w+ConnectionPool\(.*", re.DOTALL)
_SYSTEM_SAYS = re.compile(r"\[Errno -?\d+\] ([\w ]+)|(timed out)|(certificate verify failed[\w: ]*)")
_OBSTACLES = (
    ("intercepts pointer events", "something else covers it"),
    ("element is not enabled", "it is disabled"),
    ("element is not visible", "it is not visible"),
    ("element is not stable", "it keeps moving"),
    ("element is not editable", "it can't be edited"),
)
_GONE = (
    ("Target crashed", "it crashed in the browser"),
    ("Page crashed", "it crashed in the browser"),
    ("Target page, context or browser has been closed", "it was closed while the scenario used it"),
)
_VERBS = {"fill": "fill in", "press": "press a key in", "check": "tick", "uncheck": "untick", "hover": "point at"}
_PATTERN_SIGNS = re.compile(r"\\[bdw][*+?]?|[\^$]|\\(?!s)")
_BLANKS = re.compile(r"(?:\\s|\.)[*+?]?|\s+")
_CHARACTERS = re.compile(r"\[(.)[^]]*\]")
_ALTERNATIVES = re.compile(r"\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)")
_ANY_BUT = "^(?!"  # a pattern that says what a name must not be
BROWSER_ENDED = "The browser ended while this scenario ran"
"""How the reason begins where the browser crashed or was killed: that is no verdict about the portal."""
_SAYS_NOTHING = (
    ", so nothing is known of the portal here. It crashed or was ended from outside: run the scenario again."
)
PHASES = {"setup": "Precondition failed: ", "teardown": "Clean-up failed: "}
"""How the reason begins where a fixture failed: no such failure is accepted."""


@dataclass(frozen=True)
class Failure:
    """Why a scenario failed."""

    reason: str
    """Its first line can be read alone: what was expected and what was found."""
    place: str
    """The suite's own lines that led there, the last one last."""
    page: str = ""
    """What the page offered at that moment, as Playwright's aria snapshot has it."""


_ORIGINAL = "unredacted_error"
"""The attribute of a redacted error that has the error itself, for `explain`."""


def redacted_error(error: BaseException, text: str) -> BaseException:
    """An error of the same type that says only this: no notes, causes, members of a group or other fields.

    Reporters read notes, causes and fields, and many types of errors make their text of these.
    """
    kind = type(error)
    if isinstance(error, BaseExceptionGroup):
        kind = AssertionError if error.subgroup(AssertionError) else RuntimeError
    try:
        silent = type(kind.__name__, (kind,), {"__module__": kind.__module__, "__str__": lambda _: text})
        clean: BaseException = silent.__new__(silent)  # type: ignore[call-overload]  # not made by its own rules
    except Exception:  # noqa: BLE001 - a type that can't be inherited from, or made without its arguments
        clean = RuntimeError(text)
    clean.args = (text,)
    known: dict[str, object] = {
        name: text if isinstance(value, str) else value  # Playwright's message, for instance
        for name, value in vars(error).items()
        if isinstance(value, bool | int | str | None)
    }
    clean.__dict__.update(known, **({"msg": text} if hasattr(error, "msg") else {}))
    setattr(clean, _ORIGINAL, error)
    return clean.with_traceback(error.__traceback__)


def raise_redacted(error: BaseException, redact: Callable[[str], str]) -> NoReturn:
    """Raise an error again, redacted: reporters read the errors of fixtures before pytest reports them."""
    __tracebackhide__ = True
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | pytest.exit.Exception):
        raise error
    raise redacted_error(error, redact(message_of(error))) from None


def without_frames(error: BaseException) -> pytest.ExceptionInfo[BaseException]:
    """The error for reporters, without the frames that led to it: their variables have secrets."""
    try:
        raise error.with_traceback(None) from None  # noqa: TRY301 - caught here
    except BaseException as raised:  # noqa: BLE001 - raised above, for its traceback alone
        raised.__context__ = None  # of a subtest, whose own error is being handled
        return pytest.ExceptionInfo.from_exception(raised)


def explain(
    excinfo: pytest.ExceptionInfo[BaseException], when: str, root: Path, *, browser_ended: bool = False
) -> Failure:
    """Explain why a phase of a scenario failed; the texts are not redacted yet."""
    if original := getattr(excinfo.value, _ORIGINAL, None):
        excinfo = pytest.ExceptionInfo.from_exception(original)
    try:
        explained = _explain(excinfo, when, root)
        return replace(explained, reason=f"{BROWSER_ENDED}{_SAYS_NOTHING}") if browser_ended else explained
    except Exception as error:  # noqa: BLE001 - a text that nobody thought of must not end the run
        return Failure(f"{type(excinfo.value).__name__}, which can't be explained ({type(error).__name__}).", "")


def _explain(excinfo: pytest.ExceptionInfo[BaseException], when: str, root: Path) -> Failure:
    error = excinfo.value
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    message = message_of(error)
    place = "\n".join(_places(excinfo, root))
    _, _, page = message.partition("\nAria snapshot:\n")
    gone = next((f"Expected the page to stay open; {words}." for sign, words in _GONE if sign in message), "")
    return Failure(PHASES.get(when, "") + (gone or _sentence(error, message, place, _acted_on(excinfo))), place, page)


def message_of(error: BaseException) -> str:
    """What an error says itself."""
    try:
        message = getattr(error, "msg", None) or str(error)  # pytest.fail keeps its message in `msg`
        return str(message).strip()
    except Exception as unsayable:  # noqa: BLE001 - an error whose own text can't be made must not end the run
        return f"{type(error).__name__}, whose text can't be made ({type(unsayable).__name__})."


def _acted_on(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """The name that a page object gave to the element of a failed act, whose message leaves it out; "" without one."""
    callers = (entry.frame.f_locals.get("self") for entry in excinfo.traceback)
    return next((one.description or "" for one in callers if isinstance(one, Locator)), "")


def _sentence(error: BaseException, message: str, place: str, acted_on: str) -> str:
    if "\nCall log:" in message and isinstance(error, AssertionError):
        return _expectation(message)
    if timed_out := _ACTION.match(message):
        return _action(timed_out, message, acted_on)
    if navigation := _NAVIGATION.match(message):
        return f"Expected {navigation[2] or 'the page'} to open; found {_words(navigation[1])}."
    own = message.partition(_EXPLANATION)[0]
    if own.startswith("assert ") or not own:
        where = place.splitlines()[-1] if place else "an unknown place"
        return f"A check without a message failed: {where}" if own or not message else own
    if " " in own:
        return _without_objects(own[:1].upper() + own[1:])
    return f"The suite itself failed with {type(error).__name__} {own} at {place.splitlines()[-1] if place else '?'}"


def _without_objects(text: str) -> str:
    """The text with the system's message for a failed connection in place of that of `requests`."""
    says = _SYSTEM_SAYS.search(text)
    words = next(filter(None, says.groups())).strip().lower() if says else "no connection"
    return _CONNECTION.sub(f"{words}.", text)


def _expectation(message: str) -> str:
    """A failed `expect`: its custom text claims what should be, so it is said to be expected."""
    claim = re.split(r"\n(?:Expected value|Actual value|Error|Call log):", message, maxsplit=1)[0].strip()
    expected, actual = (
        value[1].strip() if (value := re.search(rf"\n{name}: (.*)", message)) else ""
        for name in ("Expected value", "Actual value")
    )
    element = _element(message)
    if claim.startswith(("Locator expected", "Page expected")):
        claim = f"{element or 'the page'} {claim.partition(' expected ')[2]}"
    elif "to_have_attribute" in message and "'password'" in {expected, repr(actual)}:  # the type of a field
        return f"Expected that {claim}; the password {'stays masked' if actual == 'password' else 'is readable'}."
    else:
        plain = expected and not expected.strip("'").startswith(("<None>", "re.compile"))
        claim = f"that {claim} ({expected})" if plain else f"that {claim}"
    if "element(s) not found" in message:
        return f"Expected {claim}; found no {element or 'such element'} on the page."
    found = f"{element} {actual}" if actual in {"visible", "hidden", "disabled", "enabled"} else repr(actual)
    found = f"{actual} on the page" if "to_have_count" in message else found
    return f"Expected {claim}; found {found if actual else 'nothing'}."


def _action(action: re.Match[str], message: str, acted_on: str) -> str:
    seconds = f"{int(action[2]) / 1000:g} s"
    if event := _EVENT.search(message):
        what = "an answer" if event[1] == "response" else f"a {event[1]}"
        return f"Expected {what}{f' from {event[2]}' if event[2] else ''} within {seconds}; found none."
    element = (acted_on and f"the {acted_on}") or _element(message) or "the element"
    obstacle = next((words for sign, words in _OBSTACLES if sign in message), "")
    if not obstacle:
        obstacle = "it doesn't react" if "locator resolved to" in message else "it is not on the page"
    act = f"to {_VERBS.get(action[1], action[1].replace('_', ' '))} {element}"
    if action[1] == "wait_for":
        act = f"{element} to {'go away' if 'to be hidden' in message else 'appear'}"
    return f"Expected {act} within {seconds}; {obstacle}."


def _element(message: str) -> str:
    """The element that a call log is about, as a person would name it."""
    located = _LOCATOR.search(message)
    if located and located[1] and "(" not in located[1]:
        return located[1]  # the name that a page object gave it
    found = [*_ELEMENT.finditer((located[1] or located[2]) if located else "")]
    if not found:
        return ""
    by, first, name = found[-1].groups()
    if by == "role":
        return f'{first} "{_example(name)}"' if name and not name.startswith(_ANY_BUT) else first
    return f'"{_example(first)}"'


def _example(pattern: str) -> str:
    """A name that a pattern accepts: the first of its alternatives."""
    words, groups = _CHARACTERS.sub(r"\1", _BLANKS.sub(" ", _PATTERN_SIGNS.sub("", pattern))), 1
    while groups:
        words, groups = _ALTERNATIVES.subn(r"\1", words)
    return " ".join(re.sub(r"(?<=.)[?*+]", "", words.partition("|")[0]).split())


def _words(code: str) -> str:
    return code.removeprefix("ERR_").replace("_", " ").lower().rstrip(".:")


def _places(excinfo: pytest.ExceptionInfo[BaseException], root: Path) -> Iterator[str]:
    """The lines of the suite's own files that led to the error."""
    for entry in excinfo.traceback:
        path = Path(str(entry.path))
        if not entry.ishidden(excinfo) and path.is_relative_to(root) and ".venv" not in path.parts:
            line = str(entry.statement).strip().splitlines()
            yield f"{path.relative_to(root)}:{entry.lineno + 1}: {line[0] if line else ''}".rstrip(": ")
