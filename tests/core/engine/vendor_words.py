"""Statuses of vendors that have no meaning here, under the names by which an order keeps them."""

from tests.conformance.registry import CONFORMANCES

WORDS: dict[str, str | int] = {
    name: word for conformance in CONFORMANCES.values() for name, word in conformance.unknown_words.items()
}


def axis_of(name: str) -> str:
    """What a status says: `order`, `payment`, `state` of both, or nothing, where it stands for everything."""
    return name.partition(".")[2]


def words_of(*axes: str) -> dict[str, str | int]:
    """The statuses of these axes."""
    return {name: word for name, word in WORDS.items() if axis_of(name) in axes}
