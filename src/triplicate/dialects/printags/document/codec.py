"""The document codec of Printags: wire type, decoder, encoder and field coverage."""

from triplicate.core.documents.codec import Mapping
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.decode import read
from triplicate.dialects.printags.document.encode import write
from triplicate.dialects.printags.document.fields import LEDGER
from triplicate.dialects.printags.document.wire import NAME

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
