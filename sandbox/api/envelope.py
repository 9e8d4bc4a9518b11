"""The ActionConfirmation envelope, in which every `api/sys` call answers."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal

from sandbox.languages import asked_for, translated


class Pascal(BaseModel):
    """A model whose fields are written as the vendor writes them: `BusinessId`."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, strict=True)


class FieldError(Pascal):
    """What is wrong with one field. The value itself is never repeated: it may be a password."""

    attempted_value: None = None
    message: str
    property_name: str


class ActionConfirmation(Pascal):
    """Whether an action was done, and its result."""

    was_successful: bool
    value: Any = None
    status: int = HTTPStatus.OK
    message: str | None = None
    errors: list[FieldError] | None = None


REFUSALS: dict[int | str, dict[str, Any]] = {"4XX": {"model": ActionConfirmation, "description": "Refused"}}
"""For the documentation of calls, which would tell of FastAPI's own refusals otherwise."""


def done(value: Any = None, message: str | None = None) -> JSONResponse:
    """The action was done."""
    return _answer(ActionConfirmation(was_successful=True, value=value, message=message))


def refused(message: str, status: int = HTTPStatus.BAD_REQUEST) -> JSONResponse:
    """The action was not done."""
    said = translated(message, asked_for.get())
    return _answer(ActionConfirmation(was_successful=False, status=status, message=said))


def invalid(property_name: str, messages: Sequence[str]) -> JSONResponse:
    """The action was not done because of what a field holds."""
    messages = [translated(message, asked_for.get()) for message in messages]
    return invalid_fields([FieldError(message=message, property_name=property_name) for message in messages])


def invalid_fields(errors: list[FieldError]) -> JSONResponse:
    """The action was not done because of what some fields hold."""
    message = f"{errors[0].property_name}: {errors[0].message}"
    status = HTTPStatus.BAD_REQUEST
    return _answer(ActionConfirmation(was_successful=False, status=status, message=message, errors=errors))


def _answer(confirmation: ActionConfirmation) -> JSONResponse:
    return JSONResponse(confirmation.model_dump(by_alias=True), status_code=confirmation.status)
