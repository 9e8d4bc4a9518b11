"""The documented shapes of the API's answers (docs/portal.md, section 3), and how an answer differs from them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict, TypeAdapter, ValidationError

from testkit.api import endpoints
from testkit.api.page_calls import is_address_of


def _value(value: Any) -> Any:
    if not isinstance(value, str | dict | None):
        raise ValueError("a string, an object or null")  # noqa: TRY004 - pydantic takes only these
    return value


Number = Annotated[float, Strict()]


class _Shape(BaseModel):
    # Undocumented fields are allowed.
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)


class Envelope(_Shape):
    """ActionConfirmation."""

    WasSuccessful: bool
    Value: Annotated[Any, AfterValidator(_value)]
    Status: Number
    Message: str | None
    Errors: Any


class Exchanged(_Shape):
    """The answer of `exchange`: a session for a one-time token."""

    token: str
    token_type: Literal["bearer"]
    expires_in: Number
    refresh_token: str


class Bearer(_Shape):
    """The answer of `api/token`: a session for a password."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: Number
    refresh_token: str


class TokenError(_Shape):
    """The error of `api/token`."""

    error: Literal["unsupported_grant_type", "invalid_grant", "two_factor_auth_check", "must_reset_password"]
    error_description: str


class _User(_Shape):
    Id: Number
    FullName: str
    Email: str
    Active: bool
    IsAdmin: bool
    AccessToken: str | None


class Business(_Shape):
    """The location."""

    Id: Number
    Name: str
    WebAddress: str


class _Profile(_Shape):
    Id: Number
    FullName: str
    IsDefaultProfile: bool


class Profiles(_Shape):
    """The signed-in member."""

    User: _User
    DefaultBusiness: Business
    Profiles: list[_Profile]


class _Setting(_Shape):
    Name: str
    Value: str


OK, BAD_REQUEST = 200, 400
SHAPES: dict[tuple[str, int], Any] = {
    (endpoints.START_PASSWORD_RESET, OK): Envelope,
    (endpoints.START_PASSWORD_RESET, BAD_REQUEST): Envelope,
    (endpoints.COMPLETE_PASSWORD_RESET, OK): Envelope,
    (endpoints.COMPLETE_PASSWORD_RESET, BAD_REQUEST): Envelope,
    (endpoints.EXCHANGE, OK): Exchanged,
    (endpoints.TOKEN, OK): Bearer,
    (endpoints.TOKEN, BAD_REQUEST): TokenError,
    (endpoints.PROFILES, OK): Profiles,
    (endpoints.CURRENT_BUSINESS, OK): Business,
    (endpoints.CONFIGURATION, OK): list[_Setting],
}
_TYPES = {str: "a string", bool: "a boolean", int: "a number", float: "a number", dict: "an object", list: "a list"}


@dataclass(frozen=True)
class Difference:
    """A field of an answer that differs from the documentation: its documented type and the type that was found."""

    path: str
    status: int
    field: str
    expected: str
    seen: str

    @property
    def words(self) -> str:
        """The difference in a sentence, without values: they may be secrets."""
        return f"{self.path} ({self.status}): {self.field} is documented as {self.expected}; found: {self.seen}"


def differences(url: str, status: int, body: str) -> Iterator[Difference]:
    """The differences in an answer from this address; none if no shape is documented for it."""
    for path, documented in SHAPES:
        if documented == status and is_address_of(url, path):
            yield from _compared(path, status, body)


@cache
def _checker(path: str, status: int) -> TypeAdapter[Any]:
    return TypeAdapter(SHAPES[path, status])


def _compared(path: str, status: int, body: str) -> Iterator[Difference]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):  # no JSON, or nested deeper than Python reads
        yield Difference(path, status, "the body", "JSON", "something else" if body.strip() else "nothing")
        return
    if status == BAD_REQUEST and isinstance(content, str):  # seen on live portals (docs/portal.md), and tolerated
        return
    try:
        _checker(path, status).validate_python(content)
    except ValidationError as error:
        found = (_difference(path, status, one) for one in error.errors(include_url=False))
        yield from dict.fromkeys(found)


def _difference(path: str, status: int, problem: Any) -> Difference:
    field = ".".join("[]" if isinstance(part, int) else str(part) for part in problem["loc"]) or "the body"
    if problem["type"] == "missing":
        return Difference(path, status, field, "always there", "nothing")
    expected = problem["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    seen = "null" if problem["input"] is None else _TYPES.get(type(problem["input"]), "something else")
    return Difference(path, status, field, expected, "another value" if problem["type"] == "literal_error" else seen)
