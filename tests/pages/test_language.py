"""A portal that offers its language in a control is read in the wanted one."""

import pytest
from playwright.sync_api import Page

from pages import wording_for
from pages.language import LanguageControl

CHOSEN = "document.documentElement.lang"
MENU = f"""
<html lang="en"><header><button onclick="list.hidden = false">Language</button><ul id="list" hidden>
  <li><button onclick="{CHOSEN} = 'en'">English (Int.)</button></li>
  <li><button onclick="{CHOSEN} = 'es'">Spanish</button></li>
</ul></header></html>
"""
LIST = f"""
<html lang="de"><label>Sprache <select onchange="{CHOSEN} = this.value">
  <option value="de">Deutsch</option><option value="es">Español</option>
</select></label><button>Anmelden</button></html>
"""
DETAILS = f"""
<html lang="fr"><details><summary>\n  Langue : français </summary>
  <button onclick="{CHOSEN} = 'fr'">Français</button><button onclick="{CHOSEN} = 'de'">Deutsch</button>
</details><a href="/porte">Connexion</a></html>
"""
NONE = "<html lang='en'><button>Sign in</button></html>"


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        (MENU, "es", "es"),
        (MENU, "en-GB", "en"),
        (LIST, "es", "es"),
        (LIST, "de", "de"),
        (DETAILS, "de", "de"),
        (NONE, "es", "en"),
    ],
    ids=["in a menu", "already spoken", "in a list", "already chosen", "in native details", "not offered"],
)
def test_the_wanted_language_is_chosen(page: Page, html: str, language: str, expected: str) -> None:
    page.set_content(html)

    LanguageControl(page, wording_for(language), language).choose()

    assert page.evaluate(CHOSEN) == expected
