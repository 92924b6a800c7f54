"""The codec of the native document: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import DocumentCodec
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.decode import decode, localise_files
from triplicate.dialects.native.document.encode import encode
from triplicate.dialects.native.document.fields import FIELDS
from triplicate.dialects.native.document.wire import NAME

CODEC = DocumentCodec(
    dialect=NAME,
    revision=2,
    wire_type=wire.Order,
    envelope=(),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    localise_files=localise_files,
)
