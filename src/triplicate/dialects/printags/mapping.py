"""The document codec of Printags: wire type, decoder, encoder and field coverage."""

from triplicate.core.copies import Mapping
from triplicate.dialects.printags import wire
from triplicate.dialects.printags.ledger import LEDGER
from triplicate.dialects.printags.reading import read
from triplicate.dialects.printags.wire import NAME
from triplicate.dialects.printags.writing import write

MAPPING = Mapping(
    dialect=NAME,
    revision=1,
    wire=wire.Order,
    envelope=("order",),
    read=read,
    write=write,
    ledger=LEDGER,
    secret_members=frozenset({"publicKey", "privateKey"}),
)
