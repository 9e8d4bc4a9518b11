"""What the portal writes to its members: each mail as HTML and as text, saying the same."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from html import escape

from sandbox.languages import translated
from sandbox.portal.members import Member


@dataclass(frozen=True)
class Writer:
    """Writes in a location's name."""

    location_name: str
    portal_address: str
    mail_domain: str
    language: str = "en"

    def reset(self, member: Member, link: str, lifetime: float) -> EmailMessage:
        """The mail with the link to a new password."""
        return self._letter(
            member,
            "Reset your password for {location}",
            [
                "Somebody asked for a new password for your account at {location}.",
                "The link below works once, within {time}.",
            ],
            ("Choose a new password", link),
            ["If it was not you, there is nothing to do: your password stays as it is."],
            time=translated(spoken(lifetime), self.language),
        )

    def changed(self, member: Member, recovery_link: str) -> EmailMessage:
        """The notice that the password was changed."""
        return self._letter(
            member,
            "Your password for {location} was changed",
            [
                "The password of your account at {location} has just been changed.",
                "Everywhere else you were signed in, you have been signed out.",
                "If it was not you, choose a new password at once and tell our team.",
            ],
            ("Choose a new password", recovery_link),
            [],
        )

    def welcome(self, member: Member, temporary_password: str, sign_in_link: str) -> EmailMessage:
        """The mail that a new member signs in with for the first time."""
        return self._letter(
            member,
            "Welcome to {location}",
            [
                "You are a member of {location} now.",
                "Your temporary password: {password}",
                "Before you sign in, choose a password of your own with “Forgot password?”.",
            ],
            ("Go to the members portal", sign_in_link),
            [],
            password=temporary_password,
        )

    def _letter(
        self, member: Member, subject: str, before: list[str], link: tuple[str, str], after: list[str], **values: str
    ) -> EmailMessage:
        def say(sentence: str) -> str:
            return translated(sentence, self.language, location=self.location_name, name=member.full_name, **values)

        subject, label, address = say(subject), say(link[0]), link[1]
        before, after = [*map(say, before)], [*map(say, after)]
        greeting, farewell = say("Hello {name},"), say("Your team at {location}")
        letter = EmailMessage()
        letter["From"] = Address(self.location_name, "no-reply", self.mail_domain)
        letter["To"] = Address(member.full_name, addr_spec=member.email)
        letter["Subject"] = subject
        letter["Date"] = localtime()
        letter["Message-ID"] = make_msgid(domain=self.mail_domain)
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content("\n\n".join([greeting, *before, f"{label}:\n{address}", *after, farewell]) + "\n")
        anchor = f'<p><a href="{escape(address)}">{escape(label)}</a></p>'
        body = [*map(_paragraph, [greeting, *before]), anchor, *map(_paragraph, [*after, farewell])]
        letter.add_alternative(_page(subject, "\n".join(body), self.language), subtype="html")
        return letter


def spoken(seconds: float) -> str:
    """A length of time in words."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return _counted(seconds / size, unit)
    return _counted(seconds, "second")


def _counted(number: float, unit: str) -> str:
    return f"{number:g} {unit}" if number == 1 else f"{number:.3g} {unit}s"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _page(title: str, body: str, language: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
</head>
<body>
{body}
</body>
</html>
"""
