"""The scripts beside the page objects, as one function expression each: evaluated, which no content policy refuses."""

from pathlib import Path

_FOLDER = Path(__file__).parent
_COMPOSED = (_FOLDER / "composed.js").read_text(encoding="utf-8")


def script(name: str) -> str:
    """The function that this file holds, with all of `composed.js` in its scope."""
    function = (_FOLDER / f"{name}.js").read_text(encoding="utf-8").rstrip().rstrip(";")
    return f"(asked) => {{\n{_COMPOSED}\nreturn (\n{function}\n)(asked);\n}}"
