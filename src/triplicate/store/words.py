"""Words as both databases store them, and as they are asked for: folded by `core.facets`, and by nobody again.

One more word names the account, in a form that no folded word can take, so that a search within an account meets inside
the index.
"""

from collections.abc import Iterable
from hashlib import blake2b

from triplicate.core.facets import folded

_MARK = "\N{SECTION SIGN}"


def account_word(account: str) -> str:
    """The word by which an account is found: thirty-two hexadecimal digits behind a sign that is no letter."""
    return _MARK + blake2b(account.encode(), digest_size=16).hexdigest()


def asked(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a question, folded, without those that another begins with."""
    plain = {word for told in words for word in folded(told)}
    return tuple(sorted(word for word in plain if not any(other != word and other.startswith(word) for other in plain)))
