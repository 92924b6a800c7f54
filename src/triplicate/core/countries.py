"""Countries by their ISO 3166-1 codes."""

from functools import cache

import pycountry


@cache
def name(code: str) -> str | None:
    """The English name of the country with this alpha-2 or alpha-3 code; None for a code that is not assigned."""
    country = pycountry.countries.get(alpha_2=code.upper()) or pycountry.countries.get(alpha_3=code.upper())
    return None if country is None else str(getattr(country, "common_name", country.name))


def is_code(text: str) -> bool:
    """Whether this is the alpha-2 code of a country, in capitals."""
    return len(text) == 2 and text.isascii() and text.isupper() and name(text) is not None
