"""The document codec of Marketiger: wire type, decoder, encoder and field coverage."""

from triplicate.core.copies import Mapping
from triplicate.dialects.marketiger import wire
from triplicate.dialects.marketiger.ledger import LEDGER
from triplicate.dialects.marketiger.reading import localise, read
from triplicate.dialects.marketiger.wire import NAME
from triplicate.dialects.marketiger.writing import write

MAPPING = Mapping(
    dialect=NAME,
    revision=1,
    wire=wire.Order,
    envelope=("data", "order"),
    read=read,
    write=write,
    ledger=LEDGER,
    localise=localise,
)
