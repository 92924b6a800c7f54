"""Ids that the tests know as small numbers."""


def guid(number: int) -> str:
    """The GUID that the tests know as a number."""
    return f"00000000-0000-4000-8000-{number:012}"


def oid(number: int) -> str:
    """The 24-hex id that the tests know as a number."""
    return f"{number:024x}"
