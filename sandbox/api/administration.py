"""Administrators' calls about users, queued mail and the location's settings."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response
from pydantic import Field

from sandbox.api.access import Administrator, PortalHere
from sandbox.api.envelope import REFUSALS, ActionConfirmation, Pascal, done, invalid
from sandbox.api.users import Address
from sandbox.portal.members import Member
from sandbox.portal.outbox import Letter
from sandbox.portal.passwords import hash_password
from sandbox.portal.portal import Portal

router = APIRouter(prefix="/api/sys", tags=["Administrators"], responses=REFUSALS)


class UserRecord(Pascal):
    """A whole user: a change has to send every field, since fields that are left out are lost."""

    full_name: str = Field(min_length=1)
    email: Address
    active: bool
    must_reset_password: bool
    new_password: str | None = None


class BusinessSetting(Pascal):
    """A setting of the location."""

    name: str
    value: str


@router.get("/users/{user_id:int}")
async def user(user_id: int, _administrator: Administrator, portal: PortalHere) -> dict[str, Any]:
    """One user."""
    member = _member(user_id, portal)
    return {
        "Id": member.id,
        "FullName": member.full_name,
        "Email": member.email,
        "Active": member.active,
        "MustResetPassword": member.must_reset,
    }


@router.put("/users/{user_id:int}", response_model=ActionConfirmation)
async def change_user(user_id: int, record: UserRecord, _administrator: Administrator, portal: PortalHere) -> Response:
    """Change a user; with `NewPassword` also their password, without a mail to them."""
    member = _member(user_id, portal)
    member.full_name, member.email, member.active = record.full_name, record.email.strip(), record.active
    if record.new_password is not None:
        member.password_hash = hash_password(record.new_password)
    member.must_reset = record.must_reset_password
    return done({"Id": member.id})


@router.delete("/users/{user_id:int}", response_model=ActionConfirmation)
async def remove_user(user_id: int, _administrator: Administrator, portal: PortalHere) -> Response:
    """Remove a user."""
    portal.remove(_member(user_id, portal))
    return done()


@router.get("/emailqueueitems")
async def queued_mail(
    _administrator: Administrator, portal: PortalHere, address: Annotated[str, Query(alias="EmailQueueItem_ToEmails")]
) -> dict[str, Any]:
    """What happened to the mail to an address."""
    records = [
        _queue_item(number, letter)
        for number, letter in enumerate(portal.outbox.letters, start=1)
        if address.lower() in str(letter.message["To"]).lower()
    ]
    return {"Records": records, "TotalItems": len(records)}


@router.get("/businesssettings")
async def business_settings(
    _administrator: Administrator, portal: PortalHere, name: Annotated[str, Query(alias="BusinessSetting_Name")] = ""
) -> dict[str, Any]:
    """The location's settings whose names contain these words."""
    found = [{"Name": key, "Value": value} for key, value in portal.business_settings.items() if name in key]
    return {"Records": found, "TotalItems": len(found)}


@router.put("/businesssettings", response_model=ActionConfirmation)
async def change_business_setting(
    setting: BusinessSetting, _administrator: Administrator, portal: PortalHere
) -> Response:
    """Change a setting of the location."""
    try:
        portal.change_setting(setting.name, setting.value)
    except ValueError:
        return invalid("Value", ["This must be a number."])
    return done()


def _member(user_id: int, portal: Portal) -> Member:
    member = portal.members.get(user_id)
    if member is None:
        raise HTTPException(404, "There is no such user.")
    return member


def _queue_item(number: int, letter: Letter) -> dict[str, Any]:
    return {
        "Id": number,
        "ToEmails": str(letter.message["To"]),
        "Subject": str(letter.message["Subject"]),
        "Sent": letter.is_sent,
        "Delivered": letter.is_sent,
        "Queued": not letter.is_sent and not letter.is_given_up,
        "LastSendError": letter.last_error,
    }
