"""The document codec of Axim Commerce: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import DocumentCodec
from triplicate.dialects.axim.document import wire
from triplicate.dialects.axim.document.decode import decode
from triplicate.dialects.axim.document.encode import encode
from triplicate.dialects.axim.document.fields import FIELDS
from triplicate.dialects.axim.document.wire import NAME

CODEC = DocumentCodec(
    dialect=NAME,
    revision=1,
    wire_type=wire.Order,
    envelope=("data",),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    append_only=frozenset({"timeline", "payments", "refunds"}),
)
