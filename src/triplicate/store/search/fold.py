"""Words for full-text search, folded once by `core.search.facets` for storing and for searching.

An additional word identifies the account, in a form that no folded word can have, so that a search within an account
is an intersection inside the index.
"""

from collections.abc import Iterable
from hashlib import blake2b

from triplicate.core.search.facets import fold

_ACCOUNT_PREFIX = "\N{SECTION SIGN}"


def account_word(account: str) -> str:
    """The index word of an account: a section sign and 32 hexadecimal digits."""
    return _ACCOUNT_PREFIX + blake2b(account.encode(), digest_size=16).hexdigest()


def search_words(words: Iterable[str]) -> tuple[str, ...]:
    """The folded words of a search, without those that are prefixes of others."""
    folded_words = {word for told in words for word in fold(told)}
    return tuple(
        sorted(
            word for word in folded_words if not any(other != word and other.startswith(word) for other in folded_words)
        )
    )
