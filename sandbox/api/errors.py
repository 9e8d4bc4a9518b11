"""Refusals that the framework makes before any call of the API: each is answered with an envelope."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from sandbox.api.envelope import FieldError, invalid_fields, refused

MALFORMED = "The request can't be read."

router = APIRouter(include_in_schema=False)


@router.api_route("/api/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def no_such_call(path: str) -> Response:
    """Answer with an error in place of the client."""
    raise HTTPException(404, f"There is no call of that name{'' if path else ' here'}.")


def add_error_answers(app: FastAPI) -> None:
    """Answer every refusal with an envelope."""
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)


async def _malformed(_request: Request, error: Exception) -> Response:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    fields = [_field_error(problem) for problem in problems if len(problem["loc"]) > 1 and problem["type"] in _SAID]
    return invalid_fields(fields) if fields else refused(MALFORMED)


_SAID = {
    "missing": "This is required.",
    "string_type": "This must be text.",
    "string_too_short": "This is required.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "This is not an email address.",
    "string_unicode": "This must be text.",
    "int_type": "This must be a number.",
    "int_parsing": "This must be a number.",
    "bool_type": "This must be true or false.",
    "list_type": "This must be a list.",
    "greater_than_equal": "This is too small.",
    "less_than_equal": "This is too large.",
}


def _field_error(problem: dict[str, Any]) -> FieldError:
    return FieldError(message=_SAID[problem["type"]], property_name=str(problem["loc"][1]))


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    detail = str(error.detail) if isinstance(error, HTTPException) else ""
    if request.url.path.startswith("/api/"):
        answer: Response = refused(detail, status)
    else:
        answer = PlainTextResponse(detail, status)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


async def _broken(_request: Request, _error: Exception) -> Response:
    return refused("Something went wrong. Try again in a moment.", HTTPStatus.INTERNAL_SERVER_ERROR)
