"""Stored orders, decoded as far as a dialect needs them to be answered."""

from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.header import verbatim_dialect
from triplicate.core.order import header, order
from triplicate.core.order.header import OrderHeader
from triplicate.core.order.order import Order


def load(codec: DocumentCodec[Order], document: bytes) -> Order | OrderHeader:
    """A stored order, to be rendered: only its header where the dialect's document is still verbatim."""
    if verbatim_dialect(document) == codec.dialect:
        order_header = header.decode(document)
        is_pristine = order_header.sync.pristine_version == order_header.version
        if is_pristine and order_header.origin == codec.dialect and codec.dialect in order_header.sync.patches:
            return order_header
    return order.decode(document)
