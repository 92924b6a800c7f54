"""The document codec of Axim Commerce: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import Mapping
from triplicate.dialects.axim.document import wire
from triplicate.dialects.axim.document.decode import read
from triplicate.dialects.axim.document.encode import write
from triplicate.dialects.axim.document.fields import LEDGER
from triplicate.dialects.axim.document.wire import NAME

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
