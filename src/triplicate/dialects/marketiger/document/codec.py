"""The document codec of Marketiger: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import DocumentCodec
from triplicate.dialects.marketiger.document import wire
from triplicate.dialects.marketiger.document.decode import decode, localise_files
from triplicate.dialects.marketiger.document.encode import encode
from triplicate.dialects.marketiger.document.fields import FIELDS
from triplicate.dialects.marketiger.document.wire import NAME

CODEC = DocumentCodec(
    dialect=NAME,
    revision=1,
    wire_type=wire.Order,
    envelope=("data", "order"),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    localise_files=localise_files,
)
