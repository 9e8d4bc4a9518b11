"""Forms, fields and buttons are found by what they are, in any language and with any words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from pages import ForgotPasswordView, ResetPasswordView, SignInView, wording_for
from pages.gate import Gate

HEADER = """
<header><form role="search"><input type="text" name="q"></form><button>Entrar</button></header>
"""
FOOTER = """
<footer><form><label>Boletín <input type="email"></label><button>Suscribirse</button></form></footer>
"""
SIGN_IN = """
<main><h1>Te damos la bienvenida</h1><form>
  <label>Correo electrónico <input autocomplete="username"></label>
  <label>Contraseña <input type="password" autocomplete="current-password"></label>
  <button type="button" aria-label="Mostrar">o</button>
  <label><input type="checkbox"> Recordarme</label>
  <button type="submit">Adelante</button>
  <a href="#">¿Has olvidado tu contraseña?</a>
</form></main>
"""
SIGN_IN_WITHOUT_FORM = """
<main><h1>Hola de nuevo</h1>
  <label>Correo electrónico <input type="email"></label>
  <label>Contraseña <input type="password"></label>
  <button>Iniciar sesión</button>
</main>
"""
MAGIC_LINK = """
<form><label>Correo electrónico <input type="email"></label><button>Enlace mágico</button></form>
"""
RECOVERY = """
<main><h1>Recuperar el acceso</h1><form>
  <label>Correo electrónico <input type="email"></label>
  <button>Enviar</button>
  <button type="button">Volver a iniciar sesión</button>
</form></main>
"""
RECOVERY_IN_A_DIALOG = f"""
{SIGN_IN}
<dialog open><h2>Recuperar el acceso</h2>
  <form><label>Correo electrónico <input type="email"></label><button>Enviar</button></form>
</dialog>
"""
RESET = """
<main><h1>Elige una contraseña</h1><form>
  <label>Correo electrónico <input type="email" value="ana@example.com" readonly></label>
  <label>Contraseña nueva <input type="password" autocomplete="new-password"></label>
  <button type="button" aria-label="Mostrar">o</button>
  <button>Guardar</button>
  <a href="#">Volver a iniciar sesión</a>
</form></main>
"""
RESET_WITH_EMAIL_AS_TEXT = """
<main><h1>Elige una contraseña</h1><p>ana@example.com</p><form>
  <input autocomplete="username" value="ana@example.com" aria-hidden="true" tabindex="-1">
  <label>Contraseña nueva <input type="password"></label>
  <label><input type="checkbox"> Mostrar la contraseña</label>
  <input type="submit" value="Guardar">
</form></main>
"""
RESET_ASKING_TWICE = RESET.replace(
    "<button>", '<label>Otra vez <input type="password" autocomplete="new-password"></label><button>'
)
GATE = """
<main><form><label>Clave <input type="password"></label><button>Enviar</button></form></main>
"""


@pytest.mark.parametrize(
    ("html", "button"),
    [
        pytest.param(SIGN_IN, "Adelante", id="a form"),
        pytest.param(SIGN_IN_WITHOUT_FORM, "Iniciar sesión", id="no form element"),
        pytest.param(SIGN_IN.replace(' type="submit"', ""), "Adelante", id="a button that submits by default"),
        pytest.param(
            SIGN_IN.replace("submit", "button").replace("Adelante", "Acceder"), "Acceder", id="a script that submits"
        ),
        pytest.param(RECOVERY_IN_A_DIALOG, "Adelante", id="below a dialog"),
    ],
)
def test_the_sign_in_form_is_found(page: Page, html: str, button: str) -> None:
    page.set_content(HEADER + html + FOOTER)
    view = sign_in_view(page)

    assert autocomplete_or_type(view.email) in {"username", "email"}
    assert autocomplete_or_type(view.password) in {"current-password", "password"}
    assert view.sign_in_button.all_inner_texts() == [button]
    assert view.way_in.count() == 0, "the header's way to sign in is none while the form is there"


@pytest.mark.parametrize("submit", ["click", "keydown"])
def test_a_member_signs_in_where_there_is_no_form_element(page: Page, submit: str) -> None:
    page.set_content(SIGN_IN_WITHOUT_FORM.replace("Iniciar sesión", "Iniciar sesión" if submit == "click" else "Va"))
    page.locator("button, input[type=password]").evaluate_all(
        "(found, submit) => found.forEach((one) => one.addEventListener(submit, () => (document.title = 'sent')))",
        submit,
    )

    sign_in_view(page).sign_in("ana@example.com", "x")

    assert page.title() == "sent"


@pytest.mark.parametrize(
    ("html", "act"),
    [
        pytest.param(SIGN_IN, lambda page: sign_in_view(page).sign_in("ana@example.com", "x"), id="sign-in"),
        pytest.param(
            RECOVERY, lambda page: ForgotPasswordView(page, wording_for("es")).request_reset("a@b.org"), id="recovery"
        ),
        pytest.param(RESET, lambda page: ResetPasswordView(page, wording_for("es")).set_password("x"), id="reset"),
    ],
)
def test_a_button_may_wait_until_its_field_is_left(page: Page, html: str, act: Callable[[Page], None]) -> None:
    page.set_content(html)
    page.evaluate(
        """() => {
          const form = document.querySelector("form"), button = form.querySelector("button:not([type=button])");
          button.disabled = true;
          form.onchange = () => (button.disabled = false);
          form.onsubmit = () => !(document.title = "sent");
        }"""
    )

    act(page)

    assert page.title() == "sent"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(RECOVERY, id="a page"),
        pytest.param(RECOVERY_IN_A_DIALOG, id="a dialog"),
        pytest.param(RECOVERY.replace("<form>", "<div>").replace("</form>", "</div>"), id="no form element"),
        pytest.param(RECOVERY.replace("<button>", '<button type="button">'), id="a script that submits"),
    ],
)
def test_the_recovery_form_is_found(page: Page, html: str) -> None:
    page.set_content(HEADER + html + FOOTER)
    view = ForgotPasswordView(page, wording_for("es", {"reset_password": "Enviar"}))

    assert view.form.count() == 1
    assert autocomplete_or_type(view.email) == "email"
    assert view.reset_button.all_inner_texts() == ["Enviar"]


@pytest.mark.parametrize(
    "recovery", [f"<dialog open>{RECOVERY}</dialog>", f"<div style='position: fixed'>{RECOVERY}</div>"]
)
def test_a_form_for_a_magic_link_beside_sign_in_is_not_the_recovery_form(page: Page, recovery: str) -> None:
    page.set_content(SIGN_IN + MAGIC_LINK)
    view = ForgotPasswordView(page, wording_for("es", {"reset_password": "Enviar"}))
    assert view.form.count() == 0

    page.set_content(SIGN_IN + MAGIC_LINK + recovery)

    assert view.reset_button.all_inner_texts() == ["Enviar"]


@pytest.mark.parametrize("html", [RESET, RESET_WITH_EMAIL_AS_TEXT], ids=["email in a field", "email as text"])
def test_the_reset_form_is_found(page: Page, html: str) -> None:
    page.set_content(HEADER + html + FOOTER)
    view = ResetPasswordView(page, wording_for("es"))

    assert view.form.count() == 1
    assert autocomplete_or_type(view.new_password) in {"new-password", "password"}
    assert view.reset_button.count() == 1
    assert view.password_toggle.count() == 1
    assert view.editable_email.count() == 0
    assert sign_in_view(page).form.count() == 0


def test_the_reset_form_is_found_while_the_password_is_shown(page: Page) -> None:
    page.set_content(RESET_WITH_EMAIL_AS_TEXT)
    view = ResetPasswordView(page, wording_for("es"))

    view.new_password.evaluate("field => (field.type = 'text')")

    assert view.new_password.count() == 1
    assert ForgotPasswordView(page, wording_for("es")).form.count() == 0


def test_a_password_that_a_form_asks_for_twice_is_entered_twice(page: Page) -> None:
    page.set_content(RESET_ASKING_TWICE)
    view = ResetPasswordView(page, wording_for("es"))

    view.enter_password("quiet harbour")

    assert [field.input_value() for field in view.password_fields.all()] == ["quiet harbour", "quiet harbour"]


def test_a_reset_form_whose_email_can_be_edited_is_no_sign_in_form(page: Page) -> None:
    page.set_content(RESET.replace(" readonly", ""))

    assert ResetPasswordView(page, wording_for("es")).editable_email.count() == 1
    assert sign_in_view(page).form.count() == 0


def test_a_gate_is_gone_once_a_form_to_sign_in_is_there(page: Page) -> None:
    gate = Gate(page, wording_for("es"))
    page.set_content(GATE)
    assert gate.form.count() == 1

    page.set_content(SIGN_IN)

    assert gate.form.count() == 0


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Forgot password?"),
        ("en", "Lost your passphrase?"),
        ("es", "¿Olvidaste tu contraseña?"),
        ("de", "Passwort vergessen?"),
        ("fr", "Mot de passe oublié ?"),
        ("it", "Password dimenticata?"),
        ("pt-BR", "Esqueceu sua senha?"),
        ("es", "Forgot password?"),
    ],
)
def test_the_way_to_recovery_is_found_in_each_language(page: Page, language: str, name: str) -> None:
    page.set_content(f"<main><a href='#'>{name}</a><a href='#'>Home</a></main>")
    view = SignInView(page, wording_for(language), "about:blank")

    assert view.forgot_password_link.all_inner_texts() == [name]


@pytest.mark.parametrize("label", ["lost your  key?", "/lost.*key/"], ids=["a name", "a pattern"])
def test_an_operator_s_own_words_replace_those_of_the_language(page: Page, label: str) -> None:
    page.set_content("<main><button>Lost your key?</button><a href='#'>Forgot password?</a></main>")
    view = SignInView(page, wording_for("en", {"forgot_password": label}), "about:blank")

    assert view.forgot_password_link.all_inner_texts() == ["Lost your key?"]


OTHER_WAYS_IN = """<label><input type="checkbox"> Remember me</label><a href="#">Forgot password?</a>
<button type="button">Forgot password?</button><button>Login</button><button type="button">Send me a link</button>"""


@pytest.mark.parametrize(
    ("toggle", "count"),
    [
        ('<div><input type="password" aria-label="Password"><button type="button">Reveal</button></div>', 1),
        ('<div><input type="password" aria-label="Password"><i><b role="switch" tabindex="0">o</b></i></div>', 1),
        ('<input type="password" aria-label="Password"><button type="button">Show password</button>', 1),
        ('<input type="password" aria-label="Passphrase"><button type="button">Show passphrase</button>', 1),
        ('<input type="password" aria-label="Password"><label><input type="checkbox">Show password</label>', 1),
        ('<div><input type="password" aria-label="Password"><label><input type="checkbox">Reveal</label></div>', 1),
        ('<input type="password" aria-label="Password"><button type="button">Reveal</button>', 0),
    ],
    ids=["beside", "a switch", "named", "passphrase", "a named checkbox", "a checkbox beside", "neither"],
)
def test_the_toggle_of_the_sign_in_form_is_none_of_the_other_buttons(page: Page, toggle: str, count: int) -> None:
    page.set_content(f"<form><label>Email <input type='email'></label>{toggle}{OTHER_WAYS_IN}</form>")
    view = SignInView(page, wording_for("en"), "about:blank")

    assert view.password_toggle.count() == count


THEME = '<header><b role="switch">Dark</b></header>'
PASSWORD = '<form>{}<label>Password <input type="password"></label><button>Go on</button></form>'


@pytest.mark.parametrize(
    ("toggle", "count"),
    [
        ('<p><b role="switch" tabindex="0" aria-checked="false">Reveal</b></p>', 1),
        ('<button aria-pressed="false">Reveal</button>', 1),
        ("<button>Next time</button>", 0),
        ('<dialog open><b role="switch">Cookies</b></dialog>', 0),
    ],
    ids=["a switch", "a pressed button", "another button", "a switch of a layer"],
)
def test_the_toggle_may_be_beside_the_form(page: Page, toggle: str, count: int) -> None:
    page.set_content(THEME + PASSWORD.format("") + toggle)
    assert ResetPasswordView(page, wording_for("en")).password_toggle.count() == count

    page.set_content(THEME + PASSWORD.format("<label>Email <input type='email'></label>") + toggle)
    assert SignInView(page, wording_for("en"), "about:blank").password_toggle.count() == count


def sign_in_view(page: Page) -> SignInView:
    """The sign-in view of a Spanish portal."""
    return SignInView(page, wording_for("es"), "about:blank")


def autocomplete_or_type(field: Locator) -> str:
    """What programs know a field by."""
    return str(field.evaluate("field => field.autocomplete || field.type"))
