"""What controls are called where the structure of a page doesn't tell them apart, in six languages.

The words are this suite's own collection: the vendor publishes English ones only, and an operator can replace any of
them. `[environments.NAME.labels]` in the settings is for those.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from re import Pattern

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Wording:
    """The names of controls and fields, as patterns."""

    forgot_password: Pattern[str]
    back_to_sign_in: Pattern[str]
    sign_in: Pattern[str]
    sign_out: Pattern[str]
    account_menu: Pattern[str]
    reset_password: Pattern[str]
    """The button that submits, on a view that has no form element."""
    email: Pattern[str]
    """The label of an email field whose type and attributes don't say what it is for."""
    password: Pattern[str]
    """The same for a password field."""
    greeting: Pattern[str]
    """A heading that addresses a member."""
    not_the_toggle: Pattern[str]
    """Buttons of a password form that neither submit it nor show the password."""
    try_again: Pattern[str]
    """What an error may offer, to do again what failed."""
    language: Pattern[str]
    """The language itself, in a list of languages."""


# A name of a whole control is between ^ and $; the others are found anywhere in it.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "forgot_password": r"(forgot(ten)?|lost|recover)( your| my)? pass(word|phrase|code)",
        "back_to_sign_in": r"(back|return) to (the )?(sign|log)[ -]?in",
        "sign_in": r"^(member )?(sign|log)[ -]?in( to your account)?$",
        "sign_out": r"\b(sign|log)[ -]?(out|off)\b",
        "account_menu": r"^avatar$|\b(profile|account|user|member) menu\b",
        "reset_password": r"(reset|set|save|change|update)( your| my| the| a)?( new)? pass(word|phrase|code)",
        "email": r"e-?mail",
        "password": r"pass(word|phrase|code)",
        "greeting": r"hello|hi|hey|good (morning|afternoon|evening)",
        "not_the_toggle": r"back|(sign|log) ?in|generate|suggest|copy|clear|close|cancel|help|new link|try again",
        "try_again": r"\btry (it )?(again|once more)\b|^retry$",
        "language": r"english",
    },
    "es": {
        "forgot_password": r"olvid.*contraseña|contraseña olvidada|recuperar( la| tu| mi| su)? contraseña",
        "back_to_sign_in": r"(volver|regresar|vuelve|regresa) (a|al) .*(sesión|acceso|acceder|entrar|ingres)",
        "sign_in": r"^(iniciar sesión|inicia sesión|inicio de sesión|acceder|entrar|ingresar|identificarse)$",
        "sign_out": r"(cerrar|cierra|finalizar|terminar) (la )?sesión|^salir$|desconectar",
        "account_menu": r"menú (de|del) (usuario|perfil|cuenta)|menú de la cuenta",
        "reset_password": r"(restablecer|cambiar|guardar|actualizar|recuperar|crear).*contraseña",
        "email": r"correo|e-?mail",
        "password": r"contraseña|clave",
        "greeting": r"hola|buen[oa]s (días|tardes|noches)",
        "not_the_toggle": r"volver|atrás|sesión|generar|sugerir|copiar|borrar|cerrar|cancelar|ayuda|enlace|reintentar",
        "try_again": r"\b(re)?(intentar|inténta|intenta)(lo)?( de nuevo| otra vez| nuevamente)?$",
        "language": r"español|castellano|spanish",
    },
    "de": {
        "forgot_password": r"(passwort|kennwort) vergessen|vergessen.*(passwort|kennwort)",
        "back_to_sign_in": r"zurück .*(anmeld|login|log-in|einlogg)",
        "sign_in": r"^(anmelden|einloggen|anmeldung|login|log-in|zur anmeldung)$",
        "sign_out": r"\b(abmelden|ausloggen|abmeldung)\b",
        "account_menu": r"(konto|profil|benutzer)-?menü",
        "reset_password": r"(passwort|kennwort) .*(zurücksetzen|ändern|festlegen|speichern|setzen)",
        "email": r"e-?mail",
        "password": r"passwort|kennwort|passphrase",
        "greeting": r"hallo|guten (morgen|tag|abend)",
        "not_the_toggle": r"zurück|anmeld|generier|vorschlag|kopier|leeren|schließ|abbrech|hilfe|neuer? link|erneut",
        "try_again": r"\b(erneut|noch ?mals?|noch einmal|wieder) versuchen|^noch ein versuch$",
        "language": r"deutsch|german",
    },
    "fr": {
        "forgot_password": r"mot de passe (oublié|perdu)|oublié .*mot de passe|récupérer .*mot de passe",
        "back_to_sign_in": r"(retour|revenir|retourner) .*(connexion|connecter|identification)",
        "sign_in": r"^((se |me )?connecter|connexion|s.identifier|entrer|accéder)$",
        "sign_out": r"déconnecter|déconnexion",
        "account_menu": r"menu (du|de) (compte|profil|l.utilisateur)",
        "reset_password": r"(réinitialiser|changer|modifier|définir|enregistrer) .*mot de passe",
        "email": r"e-?mail|courriel|adresse électronique",
        "password": r"mot de passe",
        "greeting": r"bonjour|bonsoir|salut",
        "not_the_toggle": r"retour|conne[cx]|génér|suggér|copier|effacer|fermer|annuler|aide|nouveau lien|réessayer",
        "try_again": r"^réessaye[rz]|essaye[rz] (à|de) nouveau",
        "language": r"français|french",
    },
    "it": {
        "forgot_password": r"password dimenticata|dimenticat[oa] .*password|recupera .*password",
        "back_to_sign_in": r"(torna|ritorna|indietro) .*(accesso|accedi|login)",
        "sign_in": r"^(accedi|accesso|entra|login)$",
        "sign_out": r"^(esci|disconnetti|disconnettiti)$",
        "account_menu": r"menu (del profilo|dell.account|utente)",
        "reset_password": r"(reimposta|cambia|imposta|salva|aggiorna|ripristina) .*password",
        "email": r"e-?mail|posta elettronica",
        "password": r"password|parola d.ordine",
        "greeting": r"ciao|buongiorno|buonasera",
        "not_the_toggle": r"indietro|torna|acced|genera|suggeri|copia|cancella|chiudi|annulla|aiuto|nuovo link|riprova",
        "try_again": r"^riprova(re)?\b",
        "language": r"italiano|italian",
    },
    "pt": {
        "forgot_password": r"esquec.*(senha|palavra-passe|password)|recuperar .*(senha|palavra-passe|password)",
        "back_to_sign_in": r"voltar .*(login|entrar|acess|sessão|entrada)",
        "sign_in": r"^(entrar|iniciar sessão|login|acessar|aceder|fazer login)$",
        "sign_out": r"^sair$|(terminar|encerrar) (a )?sessão|fazer logout",
        "account_menu": r"menu (da conta|do perfil|do usuário|do utilizador)",
        "reset_password": r"(redefinir|repor|alterar|mudar|guardar|salvar|definir) .*(senha|palavra-passe|password)",
        "email": r"e-?mail|correio",
        "password": r"senha|palavra-passe|password",
        "greeting": r"olá|oi|bom dia|boa tarde|boa noite",
        "not_the_toggle": r"voltar|sessão|entrar|gerar|sugerir|copiar|limpar|fechar|cancelar|ajuda|nov[ao] link|tentar",
        "try_again": r"^(tentar|tente) (de novo|novamente|outra vez)",
        "language": r"português|portuguese",
    },
}

_NOBODY = r"there|again|everyone|world|de nuevo|a todos|zusammen|à tous|a tutti|(dear )?(member|friend|user|customer)"
"""What follows "Hello" where no member in particular is addressed."""


def wording_for(language: str = DEFAULT_LANGUAGE, labels: Mapping[str, str | None] | None = None) -> Wording:
    """The words of a portal in this language, its own labels first.

    A label is the whole name of a control, or a pattern between slashes. English words count in every language: a
    portal that is partly translated keeps them. A language without a set of its own has those, and its labels.
    """
    primary = language.partition("-")[0].lower()
    sets = [_WORDS[name] for name in dict.fromkeys((DEFAULT_LANGUAGE, primary)) if name in _WORDS]
    words = {one.name: "|".join(words[one.name] for words in sets) for one in fields(Wording)}
    words["greeting"] = rf"^[\s¡]*(?:{words['greeting']})(?=[\s,]+(?!{_NOBODY})[^\s,!]|\s*,\s*$)"
    words["language"] = sets[-1]["language"] if primary in _WORDS else re.escape(language)
    words |= {name: label_pattern(label).pattern for name, label in (labels or {}).items() if label}
    return Wording(**{name: re.compile(pattern, re.IGNORECASE) for name, pattern in words.items()})


def label_pattern(label: str) -> Pattern[str]:
    """A label from the settings: the whole name of a control, or a pattern between slashes."""
    if len(label) > 2 and label.startswith("/") and label.endswith("/"):  # noqa: PLR2004 - something between slashes
        return re.compile(label[1:-1], re.IGNORECASE)
    words = r"\s+".join(map(re.escape, label.split()))
    return re.compile(rf"^\s*{words}\s*$", re.IGNORECASE)
