"""Sign-in at the API."""

from dataclasses import replace

import pytest

from e2e.expectations import expect_profiles_of, expect_renewal_refused, expect_sign_in_refused
from fixtures import Answer, ClientSession, ExpiredToken, Mailbox, Member, PortalApi, Secret, SignInAs, endpoints
from testkit.api.client import new_client_id
from testkit.text import listed

FIELDS = "Get a bearer token: 200 with access_token, token_type bearer, expires_in and refresh_token"
ERRORS = "Get a bearer token: 400 with error and error_description"
ONE_PER_CLIENT = "Get a bearer token: one refresh token per client_id; a new sign-in with the same one ends the older"
SINGLE_USE = "Get a bearer token: grant_type=refresh_token returns a new pair; a refresh token is single-use"


@pytest.mark.documented(FIELDS)
def test_a_sign_in_returns_the_documented_fields(member: Member, own_password: Secret, portal_api: PortalApi) -> None:
    expect_session(portal_api.sign_in(member.email, own_password), "the member to sign in")


@pytest.mark.documented(f"{ERRORS}; invalid_grant for a wrong password")
def test_a_wrong_password_is_refused_as_an_invalid_grant(
    member: Member, portal_api: PortalApi, new_password: Secret
) -> None:
    expect_sign_in_refused(portal_api.sign_in(member.email, new_password), "a wrong password", "invalid_grant")


@pytest.mark.hardening("OWASP ASVS 6.3.8: failed sign-ins do not reveal whether an account exists")
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(
    member: Member, stranger: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    of_member = portal_api.sign_in(member.email, new_password)
    of_nobody = portal_api.sign_in(stranger.address, new_password)

    said, expected = refusal_in(of_nobody), refusal_in(of_member)
    assert said == expected, f"expected the refusal of a member, {listed(expected)}; found {listed(said)}"


@pytest.mark.documented(f"{ERRORS}; invalid_grant for a suspended member")
def test_a_suspended_member_is_refused_as_an_invalid_grant(
    suspended_member: Member, portal_api: PortalApi, new_password: Secret
) -> None:
    answer = portal_api.sign_in(suspended_member.email, suspended_member.password or new_password)

    expect_sign_in_refused(answer, "a suspended member", "invalid_grant")


@pytest.mark.documented(f"{ERRORS}; unsupported_grant_type for an unknown grant")
def test_an_unknown_grant_type_is_refused(member: Member, own_password: Secret, portal_api: PortalApi) -> None:
    form = {"grant_type": "client_credentials", "username": member.email, "password": own_password}

    answer = portal_api.call("POST", endpoints.TOKEN, data=form)

    expect_sign_in_refused(answer, "grant_type client_credentials", "unsupported_grant_type")


@pytest.mark.documented(ONE_PER_CLIENT)
def test_a_second_sign_in_of_the_same_client_ends_the_first_refresh_token_only(sign_in_as: SignInAs) -> None:
    """A second sign-in with the same client_id ends that client_id's refresh token and no other."""
    client_id = new_client_id()
    first, other = sign_in_as(client_id), sign_in_as(new_client_id())
    sign_in_as(client_id)

    expect_renewal_refused(first.renew(), "the older refresh token of the same client_id")
    answer = other.renew()
    assert answer.status == 200, (
        f"expected the refresh token of another client_id to outlast a second sign-in with the first; found {answer}"
    )


@pytest.mark.documented("Get a bearer token: access tokens survive a new sign-in with the same client_id")
def test_an_access_token_survives_a_second_sign_in_of_the_same_client(
    sign_in_as: SignInAs, portal_api: PortalApi, member: Member
) -> None:
    client_id = new_client_id()
    first = sign_in_as(client_id)
    sign_in_as(client_id)

    expect_profiles_of(portal_api.profiles(first.access_token), member)


@pytest.mark.documented(SINGLE_USE)
def test_a_refresh_token_works_once_and_returns_a_working_pair(
    sign_in_as: SignInAs, portal_api: PortalApi, member: Member
) -> None:
    first = sign_in_as(new_client_id())
    renewed = first.renew()
    assert renewed.status == 200, f"expected the refresh token to renew the session; found {renewed}"

    again = first.renew()

    expect_renewal_refused(again, "a used refresh token")
    access_token = str(renewed.envelope.get("access_token") or renewed.envelope.get("token"))
    expect_profiles_of(portal_api.profiles(access_token), member)
    assert renewed.envelope.get("refresh_token") not in {None, first.refresh_token}, (
        "expected the renewal to return a new refresh token; it returned none, or the used one"
    )


@pytest.mark.documented(f"{SINGLE_USE}, {FIELDS.partition('200 ')[2]}")
def test_a_renewal_returns_the_documented_fields(sign_in_as: SignInAs) -> None:
    expect_session(sign_in_as(new_client_id()).renew(), "the refresh token to renew the session")


@pytest.mark.documented(SINGLE_USE)
def test_the_refresh_token_of_a_renewal_renews_the_session_again(
    old_session: ClientSession, portal_api: PortalApi, member: Member
) -> None:
    """The refresh token of a renewal renews the session again, and so does the next one."""
    again = old_session.renew()
    assert again.status == 200, f"expected the refresh token of a renewal to renew the session again; found {again}"

    third = old_session.renewed_by(again).renew()

    assert third.status == 200, f"expected a session that was renewed twice to be renewed a third time; found {third}"
    expect_profiles_of(portal_api.profiles(str(third.envelope.get("access_token"))), member)


@pytest.mark.hardening("RFC 6749, 10.4: a refresh token is bound to the client that it was issued to")
def test_a_refresh_token_of_another_client_is_refused(sign_in_as: SignInAs) -> None:
    copied = replace(sign_in_as(new_client_id()), client_id=new_client_id())

    expect_renewal_refused(copied.renew(), "a refresh token that another client_id sends")


@pytest.mark.documented("List Customer Profiles: 401 without a bearer token")
@pytest.mark.parametrize("bearer", [pytest.param(None, id="none"), pytest.param("not-a-bearer-token", id="invented")])
def test_profiles_without_a_valid_bearer_token_are_refused(portal_api: PortalApi, bearer: str | None) -> None:
    answer = portal_api.profiles(bearer)

    assert answer.status == 401, f"expected coworkers/profiles to answer 401; found {answer}"


@pytest.mark.hardening("RFC 7519, 4.1.4, and RFC 6749, 5.1: a token is not accepted once it has expired")
def test_an_expired_bearer_token_is_refused(expired_bearer: ExpiredToken) -> None:
    answer = expired_bearer.portal_api.profiles(expired_bearer.token)

    assert answer.status == 401, f"expected coworkers/profiles to refuse an expired bearer token; found {answer}"


def expect_session(answer: Answer, what: str) -> None:
    """The documented answer of a sign-in or a renewal."""
    seconds = answer.envelope.get("expires_in")
    assert answer.status == 200, f"expected {what}; found {answer}"
    assert answer.envelope.get("access_token"), "expected an access_token; there is none"
    assert answer.envelope.get("refresh_token"), "expected a refresh_token; there is none"
    assert str(answer.envelope.get("token_type")).lower() == "bearer", "expected token_type to be bearer; it is not"
    assert isinstance(seconds, int) and seconds > 0, (  # noqa: PT018 - one sentence for both
        f"expected expires_in to be a number of seconds; found {seconds!r}"
    )


def refusal_in(answer: Answer) -> dict[str, object]:
    """How a sign-in was refused."""
    return {"status": answer.status, **{name: answer.at(name) for name in ("error", "error_description")}}
