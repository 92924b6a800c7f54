"""Drafts: what a process without a database makes of a document, to be completed and stored by one that has it."""

from typing import Protocol

import msgspec

from triplicate.core.failures import Problem


class Draft(Protocol):
    """A new aggregate, complete but for running numbers and sealed secrets; `digest` is that of its document."""

    @property
    def guid(self) -> str:
        """The GUID of the aggregate."""
        ...

    @property
    def oid(self) -> str:
        """Its 24-hex id."""
        ...

    @property
    def digest(self) -> str:
        """The digest of its document."""
        ...


class StoreLookup(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The document has to be decoded where the store is: it refers to stored files, for example."""


class Rejection(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The document is invalid, for these reasons."""

    problems: tuple[Problem, ...]


class NoStore(Exception):
    """A document cannot be decoded without the store."""
