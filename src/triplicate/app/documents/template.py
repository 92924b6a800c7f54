"""Templates: encoded documents with holes for what only the store can fill, running numbers and sealed secrets.

A process without a database encodes an aggregate with placeholders in those places: numbers and texts that begin
with twelve random digits. Splitting the text at the placeholders gives a template; filling it costs one join of bytes.
"""

import re
from collections.abc import Collection, Mapping

Template = tuple[bytes | int, ...]
"""Texts and holes by turns; a hole is its index."""
SECRET = 999_999
"""The hole of the sealed secrets, and the first index that numbers cannot have."""
_INDEX_DIGITS = 6
_INDEXES = 1_000_000


class Placeholders:
    """Placeholders of one series: `series` are twelve digits, drawn at random, that no document contains."""

    def __init__(self, series: int) -> None:
        self._series = series
        self._pattern = re.compile(b"%d([0-9]{%d})" % (series, _INDEX_DIGITS))

    def number(self, index: int) -> int:
        """The placeholder of a hole, as a number."""
        return self._series * _INDEXES + index

    def template(self, text: bytes, indexes: Collection[int]) -> Template | None:
        """The text split at its placeholders; None unless these are the ones with these indexes, each once."""
        parts = self._pattern.split(text)
        holes = [int(digits) for digits in parts[1::2]]
        if sorted(holes) != sorted(indexes):
            return None
        template: list[bytes | int] = list(parts)
        template[1::2] = holes
        return tuple(template)


def fill(template: Template, values: Mapping[int, bytes]) -> bytes:
    """The text of a template with these values in its holes."""
    return b"".join([values[part] if isinstance(part, int) else part for part in template])
