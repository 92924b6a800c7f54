"""The native document as a value: its wire type, how it is read and written, and how faithful each member is."""

from triplicate.core.documents.codec import Mapping
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.decode import localise, read
from triplicate.dialects.native.document.encode import write
from triplicate.dialects.native.document.fields import LEDGER
from triplicate.dialects.native.document.wire import NAME

MAPPING = Mapping(
    dialect=NAME,
    revision=2,
    wire=wire.Order,
    envelope=(),
    read=read,
    write=write,
    ledger=LEDGER,
    localise=localise,
)
