"""Settings: what is right is read, and what is wrong is refused by name, value and what is accepted."""

from pathlib import Path

import pytest

from testkit.settings.model import SettingsError, read_settings

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


def test_a_trailing_slash_of_an_address_makes_no_difference(config_file: Path) -> None:
    config_file.write_text(
        '[environments.sandbox]\nbase_url = "https://portal.test/"\n[projects.chromium]', encoding="utf-8"
    )

    assert read_settings(config_file).environments["sandbox"].base_url == "https://portal.test"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("environment = [", "playwright.config.toml is not valid TOML"),
        (f"wokers = 2\n{PORTAL}", "wokers in playwright.config.toml is not a setting"),
        (f'workers = "many"\n{PORTAL}', "got 'many'"),
        (f"[use]\naction_timeout = 0\n{PORTAL}", "use.action_timeout in playwright.config.toml"),
        (f'[use]\ntrace = "sometimes"\n{PORTAL}', "'on', 'off' or 'retain-on-failure', got 'sometimes'"),
        (f'environment = "staging"\n{PORTAL}', "environment = 'staging' is not in the file"),
        (f'projects_to_run = ["phone"]\n{PORTAL}', "projects_to_run = 'phone' is not in the file"),
        ('[environments.sandbox]\nbase_url = "portal.test"', "must start with http:// or https://, got 'portal.test'"),
        ("[environments.sandbox]\n", "needs either base_url"),
        ('[environments.sandbox]\ncommand = ["portal"]\nmembers = "pool"', "is for a deployed portal"),
        (f"{PORTAL}production = true", "production = true needs members = 'pool'"),
        (f'{PORTAL}accepted = ["51"]', "must be numbers of the 50 statements"),
        (f'{PORTAL}[environments.sandbox.mailpit]\nurl = "mailpit"', "environments.sandbox.mailpit.url"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_what_is_wrong_is_named_with_its_value_and_what_is_accepted(config_file: Path, text: str, said: str) -> None:
    projects = "" if "projects_to_run" in text else "\n[projects.chromium]"

    assert said in refusal(config_file, text + projects)


def test_a_missing_file_says_where_it_was_looked_for(config_file: Path) -> None:
    with pytest.raises(SettingsError, match="was not found in"):
        read_settings(config_file)
