"""Reads of files, shared by both readers: keyset pages of one account's."""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Select, Text, bindparam, select, tuple_

from triplicate.app.ports.files import FileQuery
from triplicate.app.records import File
from triplicate.store import schema
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.statements import with_limit

T = TypeVar("T")
_files = schema.files.c
_LAST = ("~", "~")
"""After every time and id."""


class FileReads:
    """Pages of the files of an account."""

    async def files(self, query: FileQuery) -> list[File]:
        """A page of an account's files, newest first."""
        return await self._run(_page(query), query.purpose is not None)

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps; raises DomainError(Unavailable) at the deadline."""
        raise NotImplementedError


def _page(query: FileQuery) -> QuerySteps[list[File]]:
    at, id = query.before or _LAST
    values: dict[str, Any] = {"account": query.account, "at": at, "id": id, "page_size": query.limit}
    if query.purpose is not None:
        values["purpose"] = query.purpose
    rows = yield Query(page_statement(query.purpose is not None), values)
    return [File(*row) for row in rows]


@cache
def page_statement(of_purpose: bool) -> Select[Any]:
    """A page of an account's files before a time and id, newest first, perhaps of one purpose."""
    page = select(schema.files).where(
        _files.account == bindparam("account", type_=Text),
        tuple_(_files.created_at, _files.id) < tuple_(bindparam("at", type_=Text), bindparam("id", type_=Text)),
    )
    if of_purpose:
        page = page.where(_files.purpose == bindparam("purpose", type_=Text))
    newest_first = page.order_by(_files.created_at.desc(), _files.id.desc())
    return with_limit(newest_first, bindparam("page_size", type_=BigInteger))
