"""The native document as a value: its wire type, how it is read and written, and how faithful each member is."""

from triplicate.core.copies import Mapping
from triplicate.dialects.native import wire
from triplicate.dialects.native.ledger import LEDGER
from triplicate.dialects.native.reading import localise, read
from triplicate.dialects.native.wire import NAME
from triplicate.dialects.native.writing import write

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
