"""Response types of copies: an order in the format of a dialect, and how faithful each field is."""

from typing import Any, Literal

import msgspec


class CopyLink(msgspec.Struct, kw_only=True):
    """A dialect in which the order can be read, and the URL of that copy."""

    dialect: str
    url: str


class CopyList(msgspec.Struct, kw_only=True):
    """The copies of an order."""

    copies: list[CopyLink]


FidelityClass = Literal["exact", "derived", "kept", "fixed", "absent", "dropped"]


class MemberFidelity(msgspec.Struct, kw_only=True):
    """How one field of a copy relates to the order.

    exact: the same value. derived: computed by a rule. kept: verbatim from the imported document. fixed: always this
    value. absent: the order has no value for it. dropped: the copy has no field for it.
    """

    member: str
    faithfulness: FidelityClass
    because: str | None


class Copy(msgspec.Struct, kw_only=True):
    """The order in the format of a dialect, without secrets, and how faithful each of its fields is.

    `dropped` lists the fields of the native document that the dialect cannot represent. `unread` holds the unknown
    fields of the request that placed the order in this dialect. They are stored but not used, and are shown only with
    the scope `orders:secrets`, since they may contain secrets.
    """

    dialect: str
    answer: Any
    members: list[MemberFidelity]
    dropped: list[MemberFidelity]
    unread: Any = None
