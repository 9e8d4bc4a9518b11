"""Every setting of the model with wrong types, values and encodings: a sentence that names the key, no traceback."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from harness.doctor.__main__ import main
from testkit.settings.credentials import NAMES, read_credentials
from testkit.settings.model import Settings, SettingsError
from testkit.settings.read import read_settings
from testkit.settings.variables import NOT_SETTINGS, variable_of
from tests.whole_runs.runs import start

BASE = 'environment = "staging"\n[projects.chromium]\n[environments.staging]\nbase_url = "https://portal.test"\n'
# In TOML; each type of the model refuses several of them.
VALUES = [
    "-1",
    "1e400",
    "nan",
    '"nonsense \\u0000"',
    "[[1]]",
    "{ x = 1 }",
    "1979-05-27",
    "true",
    '""',
    '"http://[::1/login"',
]
NOT_UTF_8 = "\udcff"  # as Python reads such a byte in a variable
NO_KEY = re.compile(
    r"Traceback|pydantic|validation error|input should|field required|tuple|string should|IPv6", re.IGNORECASE
)


def keys(model: type[BaseModel] = Settings, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Each key that holds a value, with the tables above it."""
    for name, field in model.model_fields.items():
        found = field.annotation
        one = {"projects": "chromium", "environments": "staging"}.get(name)
        if one and get_origin(found) is dict:
            yield from keys(get_args(found)[1], (*above, name, one))
        elif isinstance(found, type) and issubclass(found, BaseModel):
            yield from keys(found, (*above, name))
        else:
            yield (*above, name)


KEYS = list(keys())


def refusals(config: Path, text: str) -> list[str]:
    """What is said of a file with this text; nothing where it is accepted."""
    config.write_text(text, encoding="utf-8")
    try:
        read_settings(config)
    except SettingsError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, key: tuple[str, ...]) -> None:
    config = tmp_path / "playwright.config.toml"
    said = {value: refusals(config, nested(key, value)) for value in VALUES}

    for value, sentences in said.items():
        assert not sentences or any(key[-1] in sentence for sentence in sentences), (value, sentences)
        assert not any(NO_KEY.search(sentence) for sentence in sentences), (value, sentences)
    assert any(said.values()), "at least one of them is refused"


@pytest.mark.parametrize(
    "value",
    ["9" * 5000, "[" * 5000 + "]" * 5000, '"/a{99999999999}/"', '"/' + "(" * 3000 + '/"'],
    ids=lambda value: value[:3],
)
def test_a_value_that_no_reader_takes_is_one_sentence(tmp_path: Path, value: str) -> None:
    [sentence] = refusals(tmp_path / "settings.toml", f"{BASE}labels.sign_in = {value}")

    assert "settings.toml" in sentence
    assert "must be a name or a pattern" in sentence or "is not valid TOML" in sentence


def test_a_wrong_value_that_others_inherit_is_named_once(tmp_path: Path) -> None:
    likes = "".join(f'[environments.{name}]\nlike = "staging"\n' for name in ("first", "second"))

    assert refusals(tmp_path / "settings.toml", f"{BASE}accepted = 19\n{likes}") == [
        'environments.staging.accepted in settings.toml: must be a list, as in ["a", "b"], got 19.'
    ]


@pytest.mark.parametrize("key", [key for key in KEYS if key[-1] not in NOT_SETTINGS], ids=".".join)
def test_a_wrong_variable_is_named(tmp_path: Path, key: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "playwright.config.toml"
    for value in ("-1", "nonsense", "[[1]]", '{"x": 1}', "nan", NOT_UTF_8):
        monkeypatch.setenv(variable_of(key), value)

        for sentence in refusals(config, BASE):
            assert variable_of(key) in sentence or key[-1] in sentence, (value, sentence)
            assert not NO_KEY.search(sentence), (value, sentence)


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_the_doctor_prints_the_sentence(
    tmp_path: Path, key: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "playwright.config.toml"
    wrong = next(value for value in ("{ x = 1 }", "[[1]]") if refusals(config, nested(key, value)))
    refusals(config, nested(key, wrong))
    monkeypatch.setattr(sys, "argv", ["doctor", "--config", str(config)])

    assert main() == 1
    assert key[-1] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{BASE}marks = 'Zo\u00e9'".encode("latin-1"), "is not UTF-8 (line 5)"),
        (f"{BASE}gate = 'perhaps'".encode(), "environments.staging.gate in settings.toml"),
        (f"{BASE}gatee = true".encode("utf-16"), "environments.staging.gatee in settings.toml is not a setting"),
        (b"\x00\xff", "settings.toml is not UTF-8"),
    ],
    ids=["Latin-1", "wrong type", "unknown key in UTF-16", "no text"],
)
def test_a_run_ends_with_the_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    config = tmp_path / "settings.toml"
    config.write_bytes(content)

    run = start("--config", str(config))
    output = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert said in output
    assert "Traceback" not in output
    assert "INTERNALERROR" not in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[staging]\nadmin_password = 'abc'", "staging.admin_password in secrets.toml has 3 characters"),
        ("[staging]\nadmin_password = 12345678", "staging.admin_password in secrets.toml must be a string"),
        ("[staging]\nadmin_pasword = 'hunter22'", "staging.admin_pasword in secrets.toml is not a secret"),
        ("staging = 'hunter22'", "staging in secrets.toml must be a table"),
        ("[staging", "secrets.toml is not valid TOML"),
    ],
)
def test_wrong_secrets_are_named_and_not_shown(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "secrets.toml").write_text(text, "utf-8")

    with pytest.raises(SettingsError) as error:
        read_credentials("staging", tmp_path, {})

    assert str(error.value).startswith(said)
    assert "hunter22" not in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_secret_has_no_line_end_and_its_file_may_have_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "secrets.toml").write_text('[staging]\nadmin_password = """p\u00e4ssword\n"""', encoding)

    assert read_credentials("staging", tmp_path, {}).admin_password == "p\u00e4ssword"
    variables = {"STAGING_ADMIN_PASSWORD": "from-a-variable\r\n"}
    assert read_credentials("staging", tmp_path, variables).admin_password == "from-a-variable"


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("password")])
def test_a_short_secret_in_a_variable_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=f"^STAGING_{name.upper()} has 2 characters"):
        read_credentials("staging", tmp_path, {f"STAGING_{name.upper()}": "no"})


def nested(key: tuple[str, ...], value: str) -> str:
    """A file whose only mistake may be this key."""
    text = BASE
    if key[-1] in {"base_url", "environment"}:
        text = re.sub(rf"(?m)^{key[-1]} = .*\n", "", text)
    table = ".".join(key[:-1])
    if f"[{table}]\n" in text:
        return text.replace(f"[{table}]\n", f"[{table}]\n{key[-1]} = {value}\n")
    return f"{key[-1]} = {value}\n{text}" if not table else f"{text}[{table}]\n{key[-1]} = {value}\n"
