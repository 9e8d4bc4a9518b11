"""Command lines whose errors are one sentence, since they often end up in the log of a nightly run."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """A parser that prints no usage beside an error."""

    def error(self, message: str) -> NoReturn:
        """End the process with status 2."""
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` lists what it takes.\n")


def from_one(text: str) -> int:
    """A number from 1, as an argument's `type`."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a number from 1, got '{text}'")
    return int(text)
