"""Drafts: what a process without a database makes of a document, to be completed and stored by one that has it."""

from typing import NamedTuple, Protocol

import msgspec

from triplicate.app.documents.template import Placeholders
from triplicate.app.files import signed_links
from triplicate.core import ids
from triplicate.core.documents.codec import ImportContext
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

    @property
    def file_texts(self) -> tuple[str, ...]:
        """Texts of the document that would be other members of the draft if one of them named a stored file."""
        ...


class StoreLookup(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The document has to be decoded where the store is."""


class Rejection(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The document is invalid, for these reasons."""

    problems: tuple[Problem, ...]


class FileTexts:
    """Answers which stored file a text names: none, and remembers the texts that may name one."""

    def __init__(self) -> None:
        self.candidates: list[str] = []

    def __call__(self, text: str) -> None:
        """None, for any text."""
        if signed_links.is_like_link(text) or ids.guid(text) is not None:
            self.candidates.append(text)


class DraftContext(NamedTuple):
    """What drafts are made with: the account and its currency, and placeholders for what only the store knows."""

    account: str
    currency: str
    placeholders: Placeholders

    def without_files(self, texts: FileTexts) -> ImportContext:
        """The context in which a document is decoded."""
        return ImportContext(account=self.account, currency=self.currency, file_of=texts)
