"""Errors of the native API as problem details (RFC 9457)."""

import msgspec


class ProblemDetail(msgspec.Struct, kw_only=True):
    """One validation error: where (a JSON path or the name of a parameter), and what is wrong."""

    path: str
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An error as problem details (RFC 9457). `code` is stable, for programs; `detail` is for people and may change.

    `errors` lists every validation error. `obstacle` says why an action is not possible, `left` how much remains,
    `scope` which scope is missing, `order` which order is in conflict with the request.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str = ""
    errors: list[ProblemDetail] = []
    obstacle: str | None = None
    left: str | None = None
    scope: str | None = None
    current_version: int | None = None
    order: str | None = None
