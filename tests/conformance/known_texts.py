"""Texts that belong together, as several dialects can be compared in them."""


def known_texts(*texts: str | None) -> tuple[str, ...] | None:
    """The texts without superfluous spaces, "" for one that is not known; None where none of them is known."""
    known = tuple(" ".join((text or "").split()) for text in texts)
    return known if any(known) else None
