"""The workshop: pieces by the ids on their labels, production exports, and packing lists."""

from triplicate.core.lifecycle import Step
from triplicate.dialects.native.client.actions import OrderOrId, order_id
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.workshop import operations
from triplicate.dialects.native.workshop.parameters import PackingListParameters, PieceParameters, ProductionParameters
from triplicate.dialects.native.workshop.responses import PackingList, PieceDetails


class Workshop(Connection):
    """Operations for production and packing."""

    def get_piece(self, piece: str) -> PieceDetails:
        """A piece, its line and its order; raises NotFound."""
        return self._call(operations.GET_PIECE, PieceParameters(piece))

    def scan_piece(self, piece: str, *, step: Step | None = None, idempotency_key: str | None = None) -> PieceDetails:
        """Advances a piece to the `step`, by default to the next one.

        Raises NotFound, and ActionNotPossible if the piece has already reached the step or has been shipped.
        """
        body = requests.Scan(step)
        return self._call(operations.SCAN_PIECE, PieceParameters(piece), body, key=idempotency_key)

    def get_production(self, order: OrderOrId, *, keys: bool = False) -> str:
        """The production export: CSV with a header and a row for each piece.

        With `keys` it contains the chips' keys: that needs a token with the scope `orders:secrets` (MissingScope), and
        is recorded as an event.
        """
        return self._call(operations.GET_PRODUCTION, ProductionParameters(orderId=order_id(order), keys=keys))

    def get_packing_list(self, order: OrderOrId, *, shipment: str | None = None) -> PackingList:
        """The contents and address of a shipment, by default of everything that is still to be shipped."""
        return self._call(
            operations.GET_PACKING_LIST, PackingListParameters(orderId=order_id(order), shipment=shipment)
        )
