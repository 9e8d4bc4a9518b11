"""The patches themselves: well formed, and each of them still applies."""

import re
import shutil
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from tests.defects.copies import ROOT
from tests.defects.patches import Change, Defect, Harmless, Patch, PatchError, PortalName, read_defects, read_harmless

PATCHES: list[Patch] = [*read_defects(), *read_harmless()]


@pytest.fixture
def sandbox(tmp_path: Path) -> Path:
    """A copy of the sandbox."""
    return Path(shutil.copytree(ROOT / "sandbox", tmp_path / "sandbox"))


def one_change(find: str, replace: str = "") -> Harmless:
    change = Change(file="portal/limits.py", find=find, replace=replace)
    return Harmless(
        id="a-change", kind="harmless", portal="a", what="nothing at all", chapter=("test_x.py",), change=(change,)
    )


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.id)
def test_a_patch_applies_to_the_sandbox_as_it_is(patch: Patch, tmp_path: Path) -> None:
    for change in patch.change:  # copied one by one: there are many patches, and many files
        (tmp_path / change.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "sandbox" / change.file, tmp_path / change.file)

    patch.apply(tmp_path)


@pytest.mark.parametrize("portal", get_args(PortalName))
def test_the_harmless_changes_of_a_portal_apply_together(portal: str, sandbox: Path) -> None:
    for patch in read_harmless():
        if patch.portal == portal:
            patch.apply(sandbox)


def test_no_two_patches_have_the_same_name() -> None:
    names = [patch.id for patch in PATCHES]

    assert sorted(set(names)) == sorted(names)


def test_the_chapters_that_should_fail_exist() -> None:
    chapters = {path.relative_to(ROOT / "e2e").as_posix() for path in (ROOT / "e2e").glob("*/test_*.py")}

    assert {chapter for patch in PATCHES for chapter in patch.chapter} <= chapters


@pytest.mark.parametrize("patch", [one for one in PATCHES if one.scenario], ids=lambda patch: patch.id)
def test_the_scenarios_that_should_fail_exist(patch: Patch) -> None:
    chapters = "".join((ROOT / "e2e" / chapter).read_text(encoding="utf-8") for chapter in patch.chapter)
    # A parameter's words stand in a table, here or where the table comes from.
    tables = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "testkit").rglob("*.py"))

    for words in patch.scenario:
        assert words.replace(" ", "_") in chapters or words.lstrip("[") in chapters + tables, (
            f"no scenario says {words!r}"
        )


def test_the_worked_example_of_contributing_applies_and_is_not_in_the_suite(sandbox: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [defect] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    [scenario] = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    patch = Defect.model_validate(tomllib.loads(defect))

    patch.apply(sandbox)

    assert patch.id not in {known.id for known in PATCHES}
    assert not any(scenario in path.read_text("utf-8") for path in (ROOT / "e2e").glob("*/test_*.py"))


def test_every_defect_is_in_the_folder_of_its_area() -> None:
    for path in (ROOT / "tests" / "defects" / "seeded").glob("*/*.toml"):
        assert f'area = "{path.parent.name.replace("-", " ")}"' in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(("find", "times"), [("no such line", 0), ("        return ", 2)])
def test_a_patch_that_does_not_apply_exactly_once_fails_loudly(find: str, times: int, sandbox: Path) -> None:
    with pytest.raises(PatchError, match=f"a-change no longer applies: .*limits.py contains {times} times, not once"):
        one_change(find).apply(sandbox)


def test_a_patch_to_a_file_that_is_gone_fails_loudly(sandbox: Path) -> None:
    (sandbox / "portal" / "limits.py").unlink()

    with pytest.raises(PatchError, match=r"sandbox/portal/limits.py does not exist"):
        one_change("anything").apply(sandbox)


def test_a_patch_must_leave_valid_python(sandbox: Path) -> None:
    with pytest.raises(PatchError, match="is not valid Python afterwards"):
        one_change("def allows(", "def allows((").apply(sandbox)


def test_a_file_must_be_named_like_its_id(tmp_path: Path) -> None:
    (tmp_path / "request").mkdir()
    text = (ROOT / "tests/defects/seeded/request/mailed-twice.toml").read_text(encoding="utf-8")
    (tmp_path / "request" / "another.toml").write_text(text, encoding="utf-8")

    with pytest.raises(PatchError, match=r"another.toml has the id mailed-twice"):
        read_defects(tmp_path)


def test_a_file_outside_the_area_folders_fails_loudly(tmp_path: Path) -> None:
    (tmp_path / "a-defect.toml").write_text('id = "a-defect"\n', encoding="utf-8")

    with pytest.raises(PatchError, match=r"a-defect.toml is outside the area folders"):
        read_defects(tmp_path)


def test_a_misspelt_key_fails_loudly(tmp_path: Path) -> None:
    (tmp_path / "request").mkdir()
    (tmp_path / "request" / "a-defect.toml").write_text('id = "a-defect"\nmeet = "something"\n', encoding="utf-8")

    with pytest.raises(PatchError, match=r"a-defect\.toml can't be read: .*meets is missing; meet ") as refused:
        read_defects(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_defect_says_in_a_sentence_what_a_member_meets() -> None:
    assert all(one.meets.endswith(".") for one in read_defects())
