"""Country names by ISO 3166-1 code."""

from functools import cache


@cache
def name(code: str) -> str | None:
    """The English name of the country with this alpha-2 or alpha-3 code; None for an unassigned code."""
    import pycountry  # loads its tables, which starting does not need

    country = pycountry.countries.get(alpha_2=code.upper()) or pycountry.countries.get(alpha_3=code.upper())
    return None if country is None else str(getattr(country, "common_name", country.name))


def is_code(text: str) -> bool:
    """Whether this is an assigned alpha-2 code in upper case."""
    return len(text) == 2 and text.isascii() and text.isupper() and name(text) is not None
