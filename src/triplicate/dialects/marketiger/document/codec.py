"""The document codec of Marketiger: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import Mapping
from triplicate.dialects.marketiger.document import wire
from triplicate.dialects.marketiger.document.decode import localise, read
from triplicate.dialects.marketiger.document.encode import write
from triplicate.dialects.marketiger.document.fields import LEDGER
from triplicate.dialects.marketiger.document.wire import NAME

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
