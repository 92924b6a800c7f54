"""Signed, short-lived links to stored files: whoever has the link may fetch the file.

Expiry times are rounded to windows of one minute, so all links signed in a window are equal and responses that hold
them can be cached for that long. A link is valid for five to six minutes.
"""

import hmac
import re
import time
from functools import lru_cache
from typing import NamedTuple

from triplicate.app.ports import Keys
from triplicate.core import ids

WINDOW_S = 60
LIFETIME_S = 360
_LINK = re.compile(r"(?:https?://[^/?#]+)?/media/([0-9a-f-]{36})\?expires=([0-9]{1,12})&signature=([A-Za-z0-9_-]{22})")


class Link(NamedTuple):
    """The file's id, and when the link expires (seconds since 1970)."""

    file: str
    expires: int


def window(now: float | None = None) -> int:
    """The number of the signature window that `now` lies in."""
    return int(time.time() if now is None else now) // WINDOW_S


@lru_cache(maxsize=4096)
def link_path(keys: Keys, file: str, window_number: int) -> str:
    """Path and query of the link to a file, as signed in a window."""
    expires = window_number * WINDOW_S + LIFETIME_S
    return f"/media/{file}?expires={expires}&signature={keys.sign(f'{file} {expires}')}"


def is_like_link(text: str) -> bool:
    """Whether a text has the form of a link, whoever signed it."""
    return _LINK.fullmatch(text) is not None


def parse_link(keys: Keys, text: str) -> Link | None:
    """Parses a URL or path, expired or not; None without a valid signature of ours."""
    match = _LINK.fullmatch(text)
    if match is None or ids.guid(match[1]) is None:
        return None
    signature = keys.sign(f"{match[1]} {int(match[2])}")
    return Link(match[1], int(match[2])) if hmac.compare_digest(signature, match[3]) else None
