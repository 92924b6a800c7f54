"""Synchronisation state of an order: what is kept to merge vendor documents and to render them again."""

import msgspec


class DocumentVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest vendor document merged from one dialect: its sort `key` among all documents, and its digest."""

    key: str
    digest: str
