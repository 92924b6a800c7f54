"""Where the native API is, and the statuses that its operations document."""

ORDER = "/v1/orders/{orderId}"
PIECE = "/v1/pieces/{pieceId}"
READING = (400, 401, 403, 404, 405, 431, 500, 503)
CHANGING = (*READING, 408, 409, 412, 413, 415, 422)
