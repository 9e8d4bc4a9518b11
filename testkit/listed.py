"""Values in the sentence of a failure, as people write them."""

from collections.abc import Collection, Mapping


def listed(values: Collection[object]) -> str:
    """The values of a list, texts in quotes; of a mapping each name with its value; `nothing` if there are none."""
    if isinstance(values, Mapping):
        return "; ".join(f"{name}: {_shown(value)}" for name, value in values.items()) or "nothing"
    return ", ".join(f"'{value}'" if isinstance(value, str) else _shown(value) for value in values) or "nothing"


def _shown(value: object) -> str:
    is_several = isinstance(value, Collection) and not isinstance(value, str)
    return listed(value) if is_several else str(value)  # type: ignore[arg-type]
