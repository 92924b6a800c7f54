"""Paths of the native API, and the HTTP statuses that its operations document."""

ORDER_PATH = "/v1/orders/{orderId}"
PIECE_PATH = "/v1/pieces/{pieceId}"
READ_STATUSES = (400, 401, 403, 404, 405, 431, 500, 503)
WRITE_STATUSES = (*READ_STATUSES, 408, 409, 412, 413, 415, 422)
