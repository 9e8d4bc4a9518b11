"""The last scan: nothing is written while a known secret, or a piece of one, is left in it."""

from testkit.secrets.decoding import is_picture
from testkit.secrets.vault import Vault


class LeakError(Exception):
    """A known secret is left in what was about to be written; its message names the secret and the file."""


def leaks_in(files: dict[str, bytes], vault: Vault) -> dict[str, list[str]]:
    """The secrets that are left in each file that has any, whole or twelve characters of a long one."""
    left = {name: found for name, data in files.items() if (found := vault.leaks(data))}
    pictures = [data for data in files.values() if is_picture(data)]
    texts = b"\n".join(data for data in files.values() if not is_picture(data))  # each text costs as much as many
    if not left and any(map(vault.pieces, [texts, *pictures])):
        left = {name: [f"a part of {one}" for one in vault.pieces(data)] for name, data in files.items()}
    return {name: found for name, found in left.items() if found}


def refuse_leaks(files: dict[str, bytes], vault: Vault) -> None:
    """Raise `LeakError` if a known secret, or a piece of a long one, is left in one of these files."""
    if left := leaks_in(files, vault):
        where = "; ".join(f"{', '.join(found)} in {name}" for name, found in left.items())
        raise LeakError(f"Not written, because secrets are left in it: {where}.")
