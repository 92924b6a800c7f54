"""The document codec of Axim Commerce: wire type, decoder, encoder and field coverage."""

from triplicate.core.copies import Mapping
from triplicate.dialects.axim import wire
from triplicate.dialects.axim.ledger import LEDGER
from triplicate.dialects.axim.reading import read
from triplicate.dialects.axim.wire import NAME
from triplicate.dialects.axim.writing import write

MAPPING = Mapping(
    dialect=NAME,
    revision=1,
    wire=wire.Order,
    envelope=("data",),
    read=read,
    write=write,
    ledger=LEDGER,
    growing=frozenset({"timeline", "payments", "refunds"}),
)
