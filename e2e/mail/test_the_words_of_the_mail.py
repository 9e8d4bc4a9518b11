"""The words of the mail."""

from html import unescape

import pytest
from pytest_mailpit import MailpitClient, Message

from fixtures import Environment, Member, PortalApi, endpoints
from pages.names import name_pattern
from pages.wording import wording_for
from testkit.language import predominant
from testkit.mail.contents import names_location, stated_languages
from testkit.mail.links.lifetimes import UNSEEN
from testkit.text import listed
from testkit.verifiable import not_verifiable

NOBODY_ELSE = "OWASP ASVS 14.2.6: no more personal data than needed: a mail names nobody but its member"
LONGEST_NAME = 5  # words; a line with more is a sentence


@pytest.mark.hardening(NOBODY_ELSE)
@pytest.mark.usefixtures("another_reset_mail")
def test_the_mail_names_no_other_member(another_member: Member, reset_mail: Message) -> None:
    named = name_pattern(another_member.full_name, another_member.email).search(words_of(reset_mail))

    assert not named, "expected a mail about its own member; it names the member whose mail was sent before"


@pytest.mark.hardening(NOBODY_ELSE)
def test_the_mail_greets_nobody_but_the_member(
    mails_of_a_reset: list[Message], member: Member, portal_api: PortalApi, environment: Environment
) -> None:
    own_name = name_pattern(member.full_name, member.first_name, member.email)
    location = str(portal_api.call("GET", endpoints.CURRENT_BUSINESS).envelope.get("Name", ""))

    words = "\n".join(map(words_of, mails_of_a_reset))
    greetings = greetings_in(words, environment.language, location)

    others = [line for line in dict.fromkeys(greetings) if not own_name.search(line)]
    assert not others, f"expected the mail to greet {member.first_name} or nobody; it greets with {listed(others)}"


@pytest.mark.documented("A mail is sent in the member's language")
def test_the_mails_of_a_reset_are_in_one_language(mails_of_a_reset: list[Message]) -> None:
    expect_one_language({mail.subject: predominant(words_of(mail)) for mail in mails_of_a_reset})


@pytest.mark.hardening("WCAG 2.2, 3.1.1: the language that a text is marked with is the one that it is in")
def test_the_mail_is_in_the_language_that_it_states(reset_mail: Message, mailpit: MailpitClient) -> None:
    stated = stated_languages(reset_mail, mailpit.get_raw(reset_mail.id))

    expect_in_language(reset_mail, stated)


def expect_one_language(languages: dict[str, str]) -> None:
    """These mails, by subject, are in one language; not verifiable with fewer than two in a language of the suite."""
    known = {subject: language for subject, language in languages.items() if language}
    if len(known) < 2:
        raise not_verifiable("the language of fewer than two mails is clear", needs="a notice of the change")
    assert len(set(known.values())) == 1, f"expected the member's mails in one language; found {listed(known)}"


def expect_in_language(mail: Message, stated: set[str]) -> None:
    """The mail is in the language that it states; not verifiable where it states none, or its own is unclear."""
    found = predominant(words_of(mail))
    if not stated or not found:
        raise not_verifiable("the mail states no language, or its own is unclear", needs="a mail that states it")
    assert stated == {found}, f"expected the mail to be in the language that it states, {listed(stated)}; found {found}"


def greetings_in(text: str, language: str, location: str) -> list[str]:
    """The lines that greet somebody by name: few words with a capital follow the greeting, not the location's name."""
    greeting = wording_for(language).greeting
    lines = [line.strip() for line in text.splitlines()]
    called = [(line, line[found.end() :].strip(" ,")) for line in lines if (found := greeting.match(line))]
    return [line for line, name in called if is_name(name) and not names_location(name, location)]


def is_name(text: str) -> bool:
    """Whether this can be the name of a person."""
    return text[:1].isupper() and len(text.split()) <= LONGEST_NAME


def words_of(mail: Message) -> str:
    """The subject and the text of a mail."""
    return f"{mail.subject}\n{mail.text or unescape(UNSEEN.sub(chr(10), mail.html))}"
