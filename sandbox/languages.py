"""What the portal says by mail and by API, in other languages than English: the English sentence is the key."""

import re
from contextvars import ContextVar

asked_for: ContextVar[str] = ContextVar("asked_for", default="en")
"""The language of the call that is being answered."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

SENTENCES: dict[str, dict[str, str]] = {
    "es": {
        # Mail
        "Hello {name},": "Hola, {name}:",
        "Your team at {location}": "Tu equipo de {location}",
        "Reset your password for {location}": "Restablece tu contraseña de {location}",
        "Somebody asked for a new password for your account at {location}.": (
            "Alguien ha pedido una contraseña nueva para tu cuenta en {location}."
        ),
        "The link below works once, within {time}.": "El enlace de abajo sirve una sola vez, durante {time}.",
        "Choose a new password": "Elegir una contraseña nueva",
        "If it was not you, there is nothing to do: your password stays as it is.": (
            "Si no has sido tú, no tienes que hacer nada: tu contraseña sigue igual."
        ),
        "Your password for {location} was changed": "Tu contraseña de {location} ha cambiado",
        "The password of your account at {location} has just been changed.": (
            "La contraseña de tu cuenta en {location} acaba de cambiar."
        ),
        "Everywhere else you were signed in, you have been signed out.": (
            "En todos los demás sitios se ha cerrado tu sesión."
        ),
        "If it was not you, choose a new password at once and tell our team.": (
            "Si no has sido tú, elige enseguida otra contraseña y avisa a nuestro equipo."
        ),
        "Welcome to {location}": "Te damos la bienvenida a {location}",
        "You are a member of {location} now.": "Ya eres miembro de {location}.",
        "Your temporary password: {password}": "Tu contraseña temporal: {password}",
        "Before you sign in, choose a password of your own with “Forgot password?”.": (
            "Antes de iniciar sesión, elige tu propia contraseña con «¿Olvidaste tu contraseña?»."
        ),
        "Go to the members portal": "Ir al portal de miembros",
        "{} hour": "{} hora",
        "{} hours": "{} horas",
        "{} minute": "{} minuto",
        "{} minutes": "{} minutos",
        "{} second": "{} segundo",
        "{} seconds": "{} segundos",
        # API
        "Use at least {} characters.": "Usa al menos {} caracteres.",
        "Use at most {} characters.": "Usa como mucho {} caracteres.",
        "Use at least one uppercase letter.": "Usa al menos una letra mayúscula.",
        "Use at least one lowercase letter.": "Usa al menos una letra minúscula.",
        "Use at least one digit.": "Usa al menos una cifra.",
        "Use at least one symbol, such as ! or ?.": "Usa al menos un símbolo, como ! o ?.",
        "This password is too common: others would guess it. Choose something less usual.": (
            "Esta contraseña es demasiado común: otros la adivinarían. Elige algo menos corriente."
        ),
        "Leave your name and your email address out of your password.": (
            "No pongas tu nombre ni tu dirección de correo en la contraseña."
        ),
        "Choose a password that differs from your current one.": "Elige una contraseña distinta de la actual.",
        "This link does not work: it was used before, replaced by a newer one, or has expired. Ask for a new one.": (
            "Este enlace no sirve: ya se usó, lo sustituyó otro más nuevo o ha caducado. Pide uno nuevo."
        ),
        "Too many requests for this address. Look into your inbox, or try again in ten minutes.": (
            "Demasiadas peticiones para esta dirección. Mira tu correo o inténtalo dentro de diez minutos."
        ),
        "Your password was changed. Sign in with it and the code from your authenticator app.": (
            "Tu contraseña ha cambiado. Inicia sesión con ella y con el código de tu aplicación de autenticación."
        ),
        "Something went wrong. Try again in a moment.": "Algo ha fallado. Inténtalo dentro de un momento.",
    },
    "de": {
        # Mail
        "Hello {name},": "Hallo {name},",
        "Your team at {location}": "Dein Team von {location}",
        "Reset your password for {location}": "Dein neues Kennwort für {location}",
        "Somebody asked for a new password for your account at {location}.": (
            "Jemand möchte ein neues Kennwort für dein Konto bei {location}."
        ),
        "The link below works once, within {time}.": "Der Link unten gilt einmal, und zwar {time} lang.",
        "Choose a new password": "Neues Kennwort wählen",
        "If it was not you, there is nothing to do: your password stays as it is.": (
            "Warst du das nicht? Dann ist nichts zu tun: Dein Kennwort bleibt, wie es ist."
        ),
        "Your password for {location} was changed": "Dein Kennwort für {location} wurde geändert",
        "The password of your account at {location} has just been changed.": (
            "Das Kennwort deines Kontos bei {location} wurde gerade geändert."
        ),
        "Everywhere else you were signed in, you have been signed out.": "Überall sonst bist du jetzt abgemeldet.",
        "If it was not you, choose a new password at once and tell our team.": (
            "Warst du das nicht? Dann wähle gleich ein neues Kennwort und sag uns Bescheid."
        ),
        "Welcome to {location}": "Willkommen bei {location}",
        "You are a member of {location} now.": "Du gehörst jetzt zu {location}.",
        "Your temporary password: {password}": "Dein Startkennwort: {password}",
        "Before you sign in, choose a password of your own with “Forgot password?”.": (
            "Bevor es losgeht, wähle mit „Kennwort weg?“ dein eigenes Kennwort."
        ),
        "Go to the members portal": "Zum Portal",
        "{} hour": "{} Stunde",
        "{} hours": "{} Stunden",
        "{} minute": "{} Minute",
        "{} minutes": "{} Minuten",
        "{} second": "{} Sekunde",
        "{} seconds": "{} Sekunden",
        # API
        "Use at least {} characters.": "Nimm mindestens {} Zeichen.",
        "Use at most {} characters.": "Nimm höchstens {} Zeichen.",
        "Use at least one uppercase letter.": "Nimm mindestens einen Großbuchstaben.",
        "Use at least one lowercase letter.": "Nimm mindestens einen Kleinbuchstaben.",
        "Use at least one digit.": "Nimm mindestens eine Ziffer.",
        "Use at least one symbol, such as ! or ?.": "Nimm mindestens ein Zeichen wie ! oder ?.",
        "This password is too common: others would guess it. Choose something less usual.": (
            "Dieses Kennwort ist zu bekannt: Andere würden es erraten. Nimm etwas Ungewöhnlicheres."
        ),
        "Leave your name and your email address out of your password.": (
            "Lass deinen Namen und deine E-Mail-Adresse aus dem Kennwort heraus."
        ),
        "Choose a password that differs from your current one.": "Nimm ein anderes Kennwort als dein jetziges.",
        "This link does not work: it was used before, replaced by a newer one, or has expired. Ask for a new one.": (
            "Dieser Link gilt nicht mehr: Er wurde benutzt, durch einen neueren ersetzt oder ist abgelaufen. "
            "Hol dir einen neuen."
        ),
        "Too many requests for this address. Look into your inbox, or try again in ten minutes.": (
            "Das waren zu viele Anfragen für diese Adresse. Schau in deine Post, oder versuch es in zehn Minuten."
        ),
        "Your password was changed. Sign in with it and the code from your authenticator app.": (
            "Dein Kennwort ist geändert. Melde dich damit und mit dem Code aus deiner App an."
        ),
        "Something went wrong. Try again in a moment.": "Etwas ging schief. Versuch es gleich noch einmal.",
    },
}


def translated(sentence: str, language: str, **values: str) -> str:
    """The sentence in this language, with its numbers and values; in English where nobody has translated it."""
    found = SENTENCES.get(language, {}).get(_NUMBER.sub("{}", sentence))
    if found is None:
        return sentence.format(**values) if values else sentence
    return found.format(*_NUMBER.findall(sentence), **values)
