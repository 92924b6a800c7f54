"""The document codec of Printags: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import DocumentCodec
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.decode import decode
from triplicate.dialects.printags.document.encode import encode
from triplicate.dialects.printags.document.fields import FIELDS
from triplicate.dialects.printags.document.keys import MEMBERS, keys_patch
from triplicate.dialects.printags.document.wire import NAME

CODEC = DocumentCodec(
    dialect=NAME,
    revision=1,
    wire_type=wire.Order,
    envelope=("order",),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    secret_members=frozenset(MEMBERS),
    keys_patch=keys_patch,
)
