"""The native order API under `/v1`: operations, handlers, document codec, errors and client calls."""
