"""Settings: what is right is read, and what is wrong is refused by name, value and what is accepted."""

from pathlib import Path
from typing import Any

import pytest

from testkit.settings.model import Environment, SettingsError
from testkit.settings.read import read_settings
from testkit.settings.reference import reference
from testkit.settings.sections import Viewport
from testkit.settings.variables import variable_of

PORTAL = '[environments.sandbox]\nbase_url = "https://portal.test"\n'


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """An empty configuration file."""
    return tmp_path / "playwright.config.toml"


def refusal(config_file: Path, text: str) -> str:
    """What is said of a file with this text."""
    config_file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_settings(config_file)
    return str(error.value)


def test_the_project_s_own_file_is_read() -> None:
    settings = read_settings(Path("playwright.config.toml"))

    assert settings.environment == "sandbox"
    assert settings.environments["sandbox"].hardening == "fail"


def test_a_file_needs_nothing_but_a_portal(config_file: Path) -> None:
    config_file.write_text(PORTAL, encoding="utf-8")

    settings = read_settings(config_file)

    assert set(settings.projects_to_run) == set(settings.projects) == {"chromium"}


def test_a_trailing_slash_of_an_address_makes_no_difference(config_file: Path) -> None:
    config_file.write_text('[environments.sandbox]\nbase_url = "https://portal.test/"', encoding="utf-8")

    assert read_settings(config_file).environments["sandbox"].base_url == "https://portal.test"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("environment = [", "playwright.config.toml is not valid TOML"),
        (f"wokers = 2\n{PORTAL}", "wokers in playwright.config.toml is not a setting"),
        (
            f'workers = "many"\n{PORTAL}',
            "workers in playwright.config.toml: must be 'auto' or a number from 0 to 64, got 'many'",
        ),
        (f"[use]\naction_timeout = 0\n{PORTAL}", "use.action_timeout in playwright.config.toml"),
        (f'[use]\ntrace = "sometimes"\n{PORTAL}', "'on', 'off' or 'retain-on-failure', got 'sometimes'"),
        (f'environment = "staging"\n{PORTAL}', "environment = 'staging' is not in the file"),
        (f'projects_to_run = ["phone"]\n{PORTAL}', "projects_to_run = 'phone' is not in the file"),
        (
            '[environments.sandbox]\nbase_url = "portal.test"',
            "must be an http:// or https:// address, such as https://host.example.com, got 'portal.test'",
        ),
        ("[environments.sandbox]\n", "needs either base_url"),
        ('[environments.sandbox]\ncommand = ["portal"]\nmembers = "pool"', "is for a deployed portal"),
        (f"{PORTAL}production = true", "production = true needs members = 'pool'"),
        (f"{PORTAL}pool = 'members.toml'", "has a pool, which needs members = 'pool'"),
        (f"{PORTAL}options = ['--gate=x']", "for a portal that is started, and no command"),
        (
            f"{PORTAL}language = 'Portuguese'",
            "environments.sandbox.language in playwright.config.toml: must be a language",
        ),
        (f"{PORTAL}labels.sign_out = '/(leave/'", "must be a name or a pattern between slashes"),
        (f"{PORTAL}labels.sign_out = '/(?i)leave/'", "browsers can read as well, without (?i"),
        (f"{PORTAL}dismiss = ['/Accept\\Z/']", "browsers can read as well, without \\Z"),
        (f"{PORTAL}dismiss = ['/[/']", "must be a name or a pattern between slashes"),
        (f"{PORTAL}dismiss = ['']", "environments.sandbox.dismiss.0 in playwright.config.toml"),
        (f'{PORTAL}accepted = ["51"]', "must be ids of hardening scenarios"),
        (f'{PORTAL}[environments.sandbox.mailpit]\nurl = "ftp://mailpit"', "environments.sandbox.mailpit.url"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_what_is_wrong_is_named_with_its_value_and_what_is_accepted(config_file: Path, text: str, said: str) -> None:
    assert said in refusal(config_file, text)


def test_a_missing_file_says_where_it_was_looked_for(config_file: Path) -> None:
    with pytest.raises(SettingsError, match="was not found in"):
        read_settings(config_file)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HTTPS://Portal.Test:443/", "https://portal.test"),
        ("http://portal.test:80/acme/", "http://portal.test/acme"),
        ("https://m\u00fcnchen.test/acme", "https://xn--mnchen-3ya.test/acme"),
        ("https://fu\u00df.test/", "https://xn--fu-hia.test"),  # as browsers do; Python's own codec makes it fuss.test
        ("https://portal.test/caf\u00e9/../bar\u00e9", "https://portal.test/bar%C3%A9"),
        ("https://portal.test/acme?from=mail#top", "https://portal.test/acme"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_read_as_a_browser_compares_it(config_file: Path, written: str, read: str) -> None:
    assert environment(config_file, f'base_url = "{written}"').base_url == read


def test_an_address_copied_from_the_sign_in_view_is_the_portal_s(config_file: Path) -> None:
    found = environment(config_file, 'base_url = "https://portal.test/acme/login"')

    assert (found.base_url, found.paths.sign_in) == ("https://portal.test/acme", "/login")


def test_a_login_in_an_address_is_refused_and_not_shown(config_file: Path) -> None:
    said = refusal(config_file, '[environments.sandbox]\nbase_url = "https://me:hunter2@portal.test"\n')

    assert "environments.sandbox.base_url" in said
    assert "must not hold a login" in said
    assert "hunter2" not in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_have_a_byte_order_mark(config_file: Path, encoding: str) -> None:
    config_file.write_text(f'{PORTAL}marks = "Zo\u00e9"', encoding=encoding)

    assert read_settings(config_file).environments["sandbox"].marks == "Zo\u00e9"


def test_a_file_in_another_encoding_is_named_with_its_line(config_file: Path) -> None:
    config_file.write_bytes(f'{PORTAL}marks = "Zo\u00e9"'.encode("latin-1"))

    with pytest.raises(
        SettingsError, match=r"playwright.config.toml is not UTF-8 \(line 3\): save it in that encoding"
    ):
        read_settings(config_file)


@pytest.mark.parametrize(
    ("variable", "value", "key", "read"),
    [
        ("SANDBOX_BASE_URL", "https://other.test/", ("environments", "sandbox", "base_url"), "https://other.test"),
        ("SANDBOX_GATE", "true", ("environments", "sandbox", "gate"), True),
        ("SANDBOX_ACCEPTED", '["25", "29"]', ("environments", "sandbox", "accepted"), ("25", "29")),
        ("SANDBOX_MAILPIT_WAIT_SECONDS", "3.5", ("environments", "sandbox", "mailpit", "wait_seconds"), 3.5),
        ("SANDBOX_PATHS_SIGN_IN", "/entrar", ("environments", "sandbox", "paths", "sign_in"), "/entrar"),
        ("SUITE_USE_VIEWPORT", '{"width": 800, "height": 600}', ("use", "viewport"), Viewport(width=800, height=600)),
        ("PROJECT_CHROMIUM_DEVICE", "Pixel 7", ("projects", "chromium", "device"), "Pixel 7"),
        ("SUITE_WORKERS", "3", ("workers",), 3),
        ("SUITE_USE_TRACE", "on", ("use", "trace"), "on"),
    ],
)
def test_a_variable_wins_over_the_file(
    config_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    key: tuple[str, ...],
    read: object,
) -> None:
    config_file.write_text(f"{PORTAL}gate = false\n[use]\ntrace = 'off'", encoding="utf-8")
    monkeypatch.setenv(variable, value)

    found: Any = read_settings(config_file)
    for part in key:
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert found == read
    assert variable_of(key) == variable


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "SANDBOX_BASE_URL",
            "portal.test",
            r"^SANDBOX_BASE_URL \(environments.sandbox.base_url\): must be an http:// or https:// address",
        ),
        ("SUITE_USE_TRACE", "always", r"^SUITE_USE_TRACE \(use.trace\): "),
        ("SANDBOX_ACCEPTED", "25, 29", r"^SANDBOX_ACCEPTED must be JSON, such as "),
    ],
)
def test_a_wrong_variable_is_named(
    config_file: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    config_file.write_text(f"{PORTAL}[projects.chromium]", encoding="utf-8")
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=said):
        read_settings(config_file)


def test_one_mailpit_may_serve_all_environments_and_each_may_have_its_own(
    config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILPIT_URL", "mailpit.test:8025/box/")
    assert environment(config_file, 'base_url = "https://portal.test"').mailpit.url == "http://mailpit.test:8025/box"

    monkeypatch.setenv("SANDBOX_MAILPIT_URL", "https://own.test")
    assert environment(config_file, 'base_url = "https://portal.test"').mailpit.url == "https://own.test"

    monkeypatch.delenv("SANDBOX_MAILPIT_URL")
    monkeypatch.setenv("MAILPIT_URL", "ftp://mailpit.test")
    two = f'{PORTAL}[environments.other]\nbase_url = "https://other.test"\n'
    refused = refusal(config_file, two)
    assert refused.startswith("MAILPIT_URL (environments.sandbox.mailpit.url): must be an http:// or https:// address")
    assert len(refused.splitlines()) == 1


def test_what_a_text_must_look_like_is_said_in_words(config_file: Path) -> None:
    refused = refusal(config_file, f'{PORTAL}[projects.away]\nconnect = "http://browsers.test"\n')

    assert refused.startswith("projects.away.connect in playwright.config.toml: must begin with ws:// or wss://")


def test_secrets_and_a_pool_s_accounts_are_no_settings(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_ADMIN_PASSWORD", "a secret")
    monkeypatch.setenv("SANDBOX_MAILPIT_PASSWORD", "a secret")
    monkeypatch.setenv("SANDBOX_POOL", "[[member]]")

    assert environment(config_file, 'base_url = "https://portal.test"').pool is None


@pytest.mark.parametrize("like", ["'nobody'", "'sandbox'", "['sandbox']"])
def test_an_environment_is_like_another_or_refused(config_file: Path, like: str) -> None:
    assert "environments.sandbox.like" in refusal(config_file, f"{PORTAL}like = {like}")


def test_every_key_has_a_meaning_and_the_reference_is_current() -> None:
    assert Path("docs/settings.md").read_text("utf-8") == reference(), "run make settings to write it again"


def environment(config_file: Path, text: str) -> Environment:
    """The environment of a file that says this about it."""
    config_file.write_text(f"[environments.sandbox]\n{text}", encoding="utf-8")
    return read_settings(config_file).environments["sandbox"]
