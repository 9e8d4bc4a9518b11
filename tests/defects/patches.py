"""Patches to the sandbox: defects that the suite must catch, and harmless changes that it must accept."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from testkit.settings.text_file import plain

HERE = Path(__file__).parent
SEEDED = HERE / "seeded"
HARMLESS = HERE / "harmless"
Area = Literal[
    "request",
    "mail",
    "view",
    "completion",
    "session",
    "token",
    "policy",
    "resilience",
    "security",
    "accessibility",
    "small screens",
]
PortalName = Literal["a", "b", "c", "d", "e", "f", "g"]


class PatchError(Exception):
    """A patch that can't be used; the message names the file and what is wrong with it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Section):
    """One replacement in one file of the sandbox."""

    file: str
    find: str = Field(min_length=1)
    replace: str

    def apply(self, sandbox: Path) -> None:
        """Change the file; raises `PatchError` unless the text to replace occurs exactly once."""
        path = sandbox / self.file
        if not path.is_file():
            raise PatchError(f"sandbox/{self.file} does not exist")
        text = path.read_text(encoding="utf-8")
        if (times := text.count(self.find)) != 1:
            raise PatchError(
                f"sandbox/{self.file} contains {times} times, not once: {self.find.strip().splitlines()[0]!r}"
            )
        changed = text.replace(self.find, self.replace)
        if path.suffix == ".py":
            _compile(changed, self.file)
        path.write_text(changed, encoding="utf-8")


class Patch(_Section):
    """Changes that belong together."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    chapter: tuple[str, ...] = Field(min_length=1)
    """The files in e2e/ that should fail, the likeliest first."""
    scenario: tuple[str, ...] = ()
    """Words from the names of the scenarios that should fail, the likeliest first."""
    change: tuple[Change, ...] = ()
    options: tuple[str, ...] = ()
    """Options with which the sandbox starts."""

    @property
    def words(self) -> str:
        """What `-k` looks in."""
        return self.id

    def apply(self, sandbox: Path) -> None:
        """Make all changes to a copy of the sandbox; raises `PatchError`."""
        try:
            for change in self.change:
                change.apply(sandbox)
        except PatchError as error:
            raise PatchError(f"{self.id} no longer applies: {error}.") from None


class Defect(Patch):
    """A defect as a developer might introduce it, and what a member or attacker would notice."""

    kind: Literal["documented", "hardening"]
    area: Area
    meets: str = Field(min_length=10)

    @property
    def words(self) -> str:
        """What `-k` looks in."""
        return f"{self.id} {self.area} {self.kind}"


class Harmless(Patch):
    """A change that does no harm to members, and to which of seven portals it is made."""

    kind: Literal["harmless"]
    portal: PortalName
    what: str = Field(min_length=10)


Kind = TypeVar("Kind", bound=Patch)


def read_defects(folder: Path = SEEDED) -> list[Defect]:
    """All seeded defects, by area and id; raises `PatchError`, also for a file outside the area folders."""
    for path in sorted(folder.rglob("*.toml")):
        if path.parent.parent != folder:
            raise PatchError(f"{path.name} is outside the area folders: move it to tests/defects/seeded/AREA/.")
    return list(_read(Defect, folder.glob("*/*.toml")))


def read_harmless(folder: Path = HARMLESS) -> list[Harmless]:
    """All harmless changes, by id; raises `PatchError`."""
    return list(_read(Harmless, folder.glob("*.toml")))


def _read(kind: type[Kind], paths: Iterable[Path]) -> Iterator[Kind]:
    for path in sorted(paths):
        try:
            patch = kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise PatchError(f"{path.name} can't be read: {error}.") from None
        except ValidationError as error:
            wrong = [f"{'.'.join(map(str, one['loc']))} {plain(one['msg'])}" for one in error.errors()]
            raise PatchError(f"{path.name} can't be read: {'; '.join(wrong)}.") from None
        if patch.id != path.stem:
            raise PatchError(f"{path.name} has the id {patch.id}: the file must be named like its id.")
        yield patch


def _compile(text: str, name: str) -> None:
    try:
        compile(text, name, "exec")
    except SyntaxError as error:
        raise PatchError(f"sandbox/{name} is not valid Python afterwards: {error}") from None
