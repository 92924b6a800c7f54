"""Document codec: converts a vendor's JSON document to a canonical aggregate and back, without losing a field.

A dialect describes each of its documents (an order, a company, a customer) with a `DocumentCodec`: a wire type and two
pure functions. This module does what all of them share: unwrapping, conversion, separating secrets, patches for fields
that the aggregate cannot hold, rendering. Merging is in `core.documents.merge`.
"""

import operator
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from triplicate.core import money
from triplicate.core.aggregate import Aggregate, with_sync
from triplicate.core.documents import patch as residue
from triplicate.core.failures import DomainError, InvalidInput, Problem, invalid
from triplicate.core.header import Header
from triplicate.core.json import ijson

FieldCoverage = dict[str, str]
LineKeys = dict[str, tuple[str, str]]
"""Public and private key of a line's first chip, by the line's GUID: 32 upper-case hex digits each."""
LINE_KEYS = "line keys"
"""The name in `SyncState.sealed_secrets` of the encrypted `LineKeys`; all other names are dialects."""
T = TypeVar("T")
A = TypeVar("A", bound=Aggregate)
_EXPONENT = re.compile(rb"e-?[0-9]{1,3}[,}\]]")
"""The end of a number with an exponent inside an object or a list. GUIDs do not match: a quote follows their digits."""
_JSON_TYPES = {str: "string", list: "list", bool: "boolean", type(None): "null"}


class ImportContext(msgspec.Struct, frozen=True, kw_only=True):
    """What decoding a document depends on: the account, its billing currency, its stored files.

    `file_of` resolves a text (a file id, or a URL signed by this installation) to the id of a stored file, or None.
    """

    account: str
    currency: str
    file_of: Callable[[str], str | None]


class RenderOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How an aggregate is rendered: whether secrets are included, and how a stored file's id becomes a link."""

    secrets: bool
    link: Callable[[str], str]


class DocumentCodec(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """A dialect's document: its wire type, `decode` and `encode`, its envelope, and the coverage of its `fields`.

    `envelope` holds the member names that lead from the vendor's response to the document; `secret_members` are stored
    encrypted and rendered only with secrets. `localise_files` replaces links to stored files by their ids. The members
    named in `append_only` are append-only lists: a document's entries stay when ours are added. `keys_patch` places the
    keys of chips in a rendering with secrets; without it the document has no place for them.
    `noun` names what the document describes, in messages.
    """

    dialect: str
    revision: int
    wire_type: type[msgspec.Struct]
    envelope: tuple[str, ...]
    decode: Callable[[Any, ImportContext], A]
    encode: Callable[[A, RenderOptions], msgspec.Struct]
    fields: FieldCoverage
    secret_members: frozenset[str] = frozenset()
    localise_files: Callable[[dict[str, Any], ImportContext], None] | None = None
    append_only: frozenset[str] = frozenset()
    keys_patch: Callable[[LineKeys], residue.Patch] | None = None
    noun: str = "an order"


class DecodedDocument(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """A decoded document: the aggregate, the document without its secrets, and the patch that adds the secrets."""

    aggregate: A
    public: dict[str, Any]
    secret: residue.Patch | None
    digest: str


STABLE_OPTIONS = RenderOptions(secrets=True, link=str)
"""The options for comparing and exporting documents: with secrets, stored files by their id."""


def decode(codec: DocumentCodec[A], value: Any, context: ImportContext) -> DecodedDocument[A]:
    """Decodes a parsed document, or the vendor's response around it.

    Raises DomainError(InvalidInput) with the JSON path of every violation of the contract.
    """
    body, path = _unwrap(codec, value)
    if not isinstance(body, dict):
        raise invalid(path, f"must be {codec.noun} object, not a {_JSON_TYPES.get(type(body), 'number')}")
    if codec.localise_files is not None:
        codec.localise_files(body, context)
    public = _without_members(body, codec.secret_members) if codec.secret_members else body
    wire_document = ijson.convert(public, codec.wire_type, path)
    return DecodedDocument(
        aggregate=_decode_at(path, lambda: codec.decode(wire_document, context)),
        public=public,
        secret=residue.difference(public, body),
        digest=ijson.digest(body),
    )


def full_document(vendor_document: DecodedDocument[A]) -> Any:
    """The complete document, with its secrets."""
    if vendor_document.secret is None:
        return vendor_document.public
    return residue.apply(deepcopy(vendor_document.public), vendor_document.secret)


def keep_pristine(
    codec: DocumentCodec[A], aggregate: A, vendor_document: DecodedDocument[A], seal: Callable[[bytes], str]
) -> A:
    """A new aggregate that keeps its document verbatim; as a patch where that links to stored files (links change)."""
    if aggregate.shows_files():
        updated = with_patch(codec, aggregate, vendor_document)
    else:
        verbatim = msgspec.Raw(_text(vendor_document.public))
        updated = with_sync(aggregate, pristine_version=aggregate.version, patches={codec.dialect: verbatim})
    return with_secret(codec, updated, vendor_document, seal)


def keep(codec: DocumentCodec[A], aggregate: A, vendor_document: DecodedDocument[A], seal: Callable[[bytes], str]) -> A:
    """`aggregate` with the patch of everything in the document that it cannot hold, and the encrypted secrets."""
    return with_secret(codec, with_patch(codec, aggregate, vendor_document), vendor_document, seal)


def with_patch(codec: DocumentCodec[A], aggregate: A, vendor_document: DecodedDocument[A]) -> A:
    """`aggregate` with the patch from its rendering to the document; it is as decoded, with its final identities."""
    patch = _patch(codec, aggregate, vendor_document.public)
    return with_sync(aggregate, patches=_with_entry(aggregate.sync.patches, codec.dialect, patch))


def with_secret(
    codec: DocumentCodec[A], aggregate: A, vendor_document: DecodedDocument[A], seal: Callable[[bytes], str]
) -> A:
    """`aggregate` with the document's secrets, encrypted."""
    text = None if vendor_document.secret is None else seal(msgspec.json.encode(vendor_document.secret))
    return with_sync(aggregate, sealed_secrets=_with_entry(aggregate.sync.sealed_secrets, codec.dialect, text))


def settle(codec: DocumentCodec[A], aggregate: A) -> A:
    """The aggregate ready for its first change: the verbatim document becomes a patch over its rendering."""
    if not aggregate.sync.pristine_version:
        return aggregate
    patch = _patch(codec, aggregate, msgspec.json.decode(aggregate.sync.patches[codec.dialect]))
    return with_sync(aggregate, pristine_version=0, patches=_with_entry(aggregate.sync.patches, codec.dialect, patch))


def render(
    codec: DocumentCodec[A], aggregate: A | Header, options: RenderOptions, unseal: Callable[[str], bytes]
) -> bytes:
    """The aggregate as JSON text of the dialect's document, without the envelope; a header only if that is verbatim."""
    text = _pristine_text(codec, aggregate)
    secret_patches = _secret_patches(codec, aggregate, unseal) if options.secrets else []
    if text is not None:
        return _text(_apply_all(msgspec.json.decode(text), secret_patches)) if secret_patches else text
    if isinstance(aggregate, Header):
        raise ValueError(f"there is no verbatim document of {codec.dialect} behind this header")
    stored_patch = aggregate.sync.patches.get(codec.dialect)
    if stored_patch is None and not secret_patches:
        return msgspec.json.encode(codec.encode(aggregate, options))
    body = rendering(codec, aggregate, options)
    if stored_patch is not None:
        body = residue.apply(body, msgspec.json.decode(stored_patch))
    return _text(_apply_all(body, secret_patches))


def rendering(codec: DocumentCodec[A], aggregate: A, options: RenderOptions) -> Any:
    """The aggregate as a JSON value of the dialect's document, without patches and secrets. Yours to change."""
    return msgspec.to_builtins(codec.encode(aggregate, options), enc_hook=_decode_raw)


def _decode_raw(value: Any) -> Any:
    """The value of a member that an encoder writes as JSON text."""
    if isinstance(value, msgspec.Raw):
        return msgspec.json.decode(value)
    raise NotImplementedError(f"{type(value).__name__} is not a JSON value")


def _pristine_text(codec: DocumentCodec[A], aggregate: A | Header) -> bytes | None:
    """The document as it was imported, if it is of this dialect and has not changed since."""
    if aggregate.sync.pristine_version != aggregate.version or codec.dialect != aggregate.origin:
        return None
    text = aggregate.sync.patches.get(codec.dialect)
    return None if text is None else bytes(text)


def _secret_patches(
    codec: DocumentCodec[A], aggregate: A | Header, unseal: Callable[[str], bytes]
) -> list[residue.Patch]:
    """The patches that add the secrets: keys that were made here, then those of the dialect's documents."""
    patches = []
    sealed_keys = aggregate.sync.sealed_secrets.get(LINE_KEYS)
    if sealed_keys is not None and codec.keys_patch is not None:
        patches.append(codec.keys_patch(msgspec.json.decode(unseal(sealed_keys), type=LineKeys)))
    sealed_patch = aggregate.sync.sealed_secrets.get(codec.dialect)
    if sealed_patch is not None:
        patches.append(msgspec.json.decode(unseal(sealed_patch)))
    return patches


def _apply_all(body: Any, patches: list[residue.Patch]) -> Any:
    for patch in patches:
        body = residue.apply(body, patch)
    return body


def wrap_envelope(codec: DocumentCodec[Any], body: bytes) -> bytes:
    """The vendor's success response around a rendered document; without an envelope, the document itself."""
    if not codec.envelope:
        return body
    opening, closing = _envelope_parts(codec.envelope)
    return opening + body + closing


@cache
def _envelope_parts(envelope: tuple[str, ...]) -> tuple[bytes, bytes]:
    opening = b'{"success":true,' + b"{".join(b'"%s":' % name.encode() for name in envelope)
    return opening, b"}" * len(envelope)


def _text(body: Any) -> bytes:
    """JSON text in which no number has an exponent."""
    text = msgspec.json.encode(body)
    return msgspec.json.encode(_without_exponents(body)) if _EXPONENT.search(text) else text


def _without_exponents(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_exponents(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_exponents(item) for item in value]
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else money.to_json_number(money.to_decimal(value))


def _patch(codec: DocumentCodec[A], aggregate: A, pristine: Any) -> msgspec.Raw | None:
    difference = residue.difference(rendering(codec, aggregate, STABLE_OPTIONS), pristine, codec.append_only)
    return None if difference is None else _raw(difference)


def _with_entry(values: dict[str, T], name: str, value: T | None) -> dict[str, T]:
    other_entries = {key: known for key, known in values.items() if key != name}
    return other_entries if value is None else {**other_entries, name: value}


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def _decode_at(path: str, decode_aggregate: Callable[[], T]) -> T:
    """The result of `decode_aggregate`; the paths of its problems are prefixed with the document's path."""
    try:
        return decode_aggregate()
    except DomainError as error:
        if not isinstance(error.failure, InvalidInput):
            raise
        problems = tuple(Problem(path + problem.path[1:], problem.reason) for problem in error.failure.problems)
        raise DomainError(InvalidInput(problems)) from None


def _unwrap(codec: DocumentCodec[Any], value: Any) -> tuple[Any, str]:
    """The document inside the vendor's response, and its JSON path; a document without an envelope is at `$`."""
    if not (isinstance(value, dict) and "success" in value and "id" not in value):
        return value, "$"
    if value["success"] is not True:
        raise invalid("$.success", "the response reports a failure and contains no order")
    path = "$"
    for name in codec.envelope:
        path = f"{path}.{name}"
        if not isinstance(value, dict) or name not in value:
            raise invalid(path, "is required")
        value = value[name]
    return value, path


def _without_members(value: Any, names: frozenset[str]) -> Any:
    """A JSON value without the members named in `names`, at any depth; parts that have none are not copied."""
    if isinstance(value, dict):
        members = {
            name: _without_members(member, names) if isinstance(member, dict | list) else member
            for name, member in value.items()
            if name not in names
        }
        is_same = len(members) == len(value) and all(map(operator.is_, members.values(), value.values()))
        return value if is_same else members
    if isinstance(value, list):
        items = [_without_members(item, names) if isinstance(item, dict | list) else item for item in value]
        return value if all(map(operator.is_, items, value)) else items
    return value
