"""Merging a vendor document into an aggregate: what orders, companies and customers have in common. Pure.

What the facts of a newer document do to an aggregate is its kind's affair (`MergeRules`); which document is the newest,
its patch, its secrets and whether anything changed are decided here.
"""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from triplicate.core.aggregate import Aggregate, with_sync
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DecodedDocument, DocumentCodec, ImportContext, RenderOptions
from triplicate.core.json.equality import equal

A = TypeVar("A", bound=Aggregate)


class MergeRules(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """How documents of one kind of aggregate are merged.

    - `first_version(decoded, digest)` is a decoded aggregate with the key of its document in `sync.documents`.
    - `with_identities_of(incoming, current)` gives it the identities of the existing one.
    - `new_facts(incoming, echo, current)` are the changes in a document of another dialect against `echo`, our own
      rendering in that dialect decoded again.
    - `absorb(current, incoming, dialect)` is commutative and idempotent, and keeps patches and secrets as they are.
    - `is_unchanged(before, after)` compares apart from version and synchronisation state.
    """

    first_version: Callable[[A, str], A]
    with_identities_of: Callable[[A, A], A]
    new_facts: Callable[[A, A, A], A]
    absorb: Callable[[A, A, str], A]
    is_unchanged: Callable[[A, A], bool]


class Cipher(NamedTuple):
    """Encryption of secrets."""

    seal: Callable[[bytes], str]
    unseal: Callable[[str], bytes]


class Merge(NamedTuple, Generic[A]):
    """The aggregate after a document: whether that was its dialect's newest, and whether the aggregate changed."""

    aggregate: A
    is_newest: bool
    is_changed: bool


def is_already_merged(
    document_codec: DocumentCodec[A], current: A, document: DecodedDocument[A], unseal: Callable[[str], bytes]
) -> bool:
    """Whether a document holds no news: it is the newest of its dialect, or equals our current rendering."""
    newest = current.sync.documents.get(document_codec.dialect)
    if newest is not None and newest.digest == document.digest:
        return True
    options = RenderOptions(secrets=document.secret is not None, link=codec.STABLE_OPTIONS.link)
    own_copy = msgspec.json.decode(codec.render(document_codec, current, options, unseal))
    return equal(codec.full_document(document), own_copy)


def merge_document(
    rules: MergeRules[A],
    document_codec: DocumentCodec[A],
    document: DecodedDocument[A],
    incoming: A,
    current: A,
    context: ImportContext,
    cipher: Cipher,
) -> Merge[A]:
    """Merges `incoming`, from `document` and with the identities of `current`; that must be settled."""
    dialect = document_codec.dialect
    previous = current.sync.documents.get(dialect)
    facts = incoming
    if dialect != current.origin:
        facts = rules.new_facts(incoming, _decode_own_copy(document_codec, current, context, cipher), current)
    after = rules.absorb(current, facts, dialect)
    is_newest = after.sync.documents[dialect] != previous
    if is_newest:
        patches = codec.with_patch(document_codec, incoming, document).sync.patches
        after = with_sync(after, patches=_with_patch_of(patches, current.sync.patches, dialect))
    after = _with_secrets(after, document_codec, document, facts, cipher.seal)
    is_changed = not rules.is_unchanged(current, after) or _renders_differently(document_codec, current, after, cipher)
    return Merge(after, is_newest, is_changed)


def keep_first_document(
    document_codec: DocumentCodec[A], aggregate: A, document: DecodedDocument[A], seal: Callable[[bytes], str]
) -> A:
    """A new aggregate that keeps its first document verbatim, and the key of its secrets."""
    pristine = codec.keep_pristine(document_codec, aggregate, document, seal)
    if document.secret is None:
        return pristine
    secrets_version = {_secrets_name(document_codec): aggregate.sync.documents[aggregate.origin]}
    return with_sync(pristine, documents={**pristine.sync.documents, **secrets_version})


def _decode_own_copy(document_codec: DocumentCodec[A], current: A, context: ImportContext, cipher: Cipher) -> A:
    """Our own rendering, decoded again: the base of the merge for a dialect that is not the origin's."""
    own_copy = msgspec.json.decode(codec.render(document_codec, current, codec.STABLE_OPTIONS, cipher.unseal))
    return codec.decode(document_codec, own_copy, context).aggregate


def _with_patch_of(new: dict[str, Any], current: dict[str, Any], dialect: str) -> dict[str, Any]:
    others = {name: value for name, value in current.items() if name != dialect}
    return {**others, dialect: new[dialect]} if dialect in new else others


def _with_secrets(
    after: A,
    document_codec: DocumentCodec[A],
    document: DecodedDocument[A],
    incoming: A,
    seal: Callable[[bytes], str],
) -> A:
    """With the secrets of the newest document that had any; a document without secrets removes none."""
    name = _secrets_name(document_codec)
    version, previous = incoming.sync.documents[incoming.origin], after.sync.documents.get(name)
    if document.secret is None or (previous is not None and previous.key >= version.key):
        return after
    sealed = codec.with_secret(document_codec, after, document, seal)
    return with_sync(sealed, documents={**sealed.sync.documents, name: version})


def _secrets_name(document_codec: DocumentCodec[A]) -> str:
    return f"{document_codec.dialect} secrets"


def _renders_differently(document_codec: DocumentCodec[A], before: A, after: A, cipher: Cipher) -> bool:
    texts = [codec.render(document_codec, one, codec.STABLE_OPTIONS, cipher.unseal) for one in (before, after)]
    return not equal(*(msgspec.json.decode(text) for text in texts))
