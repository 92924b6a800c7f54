"""The names under which orders keep statuses that have no meaning here."""

from functools import cache


@cache
def names() -> tuple[str, ...]:
    """Those of every vendor; read late, since what the dialects' tests say is made with these strategies."""
    from tests.conformance.registry import CONFORMANCES

    return tuple(name for conformance in CONFORMANCES.values() for name in conformance.unknown_words)
