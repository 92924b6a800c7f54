"""The workshop: pieces by the ids on their labels, what production needs, what goes into a parcel."""

from triplicate.client.connection import Connection
from triplicate.client.verbs import AnOrder, id_of
from triplicate.core.lifecycle import Step
from triplicate.dialects.native import bodies, workshop_api
from triplicate.dialects.native.workshop_answers import PackingList, Piece


class Workshop(Connection):
    """What is done with pieces, and printed for those who make and pack them."""

    def get_piece(self, piece: str) -> Piece:
        """A piece, its line and its order; raises NotFound."""
        return self._ask(workshop_api.GET_PIECE, Piece, {"pieceId": piece})

    def scan_piece(self, piece: str, *, step: Step | None = None, idempotency_key: str | None = None) -> Piece:
        """Moves a piece on: to the `step`, or to the one after its present one.

        Raises NotFound, and NotPossible when the piece is there already or has left.
        """
        body = bodies.Scan(step)
        return self._ask(workshop_api.SCAN_PIECE, Piece, {"pieceId": piece}, body, key=idempotency_key)

    def get_production(self, order: AnOrder, *, keys: bool = False) -> str:
        """What production needs, as CSV with a heading and a row for each piece.

        With `keys` the keys of the chips are in it: that needs a token with the scope `orders:secrets` (MissingScope),
        and goes on the record.
        """
        return self._ask(workshop_api.GET_PRODUCTION, str, {"orderId": id_of(order), "keys": keys})

    def get_packing_list(self, order: AnOrder, *, shipment: str | None = None) -> PackingList:
        """What is in a parcel, or where none is named what has still to leave; and where it goes."""
        return self._ask(workshop_api.GET_PACKING_LIST, PackingList, {"orderId": id_of(order), "shipment": shipment})
