"""Limits of a connection: how much it may send before it is answered, how long that may take, and how many there are.

All sizes are in bytes, all times in seconds, all rates in bytes per second.
"""

KEEP_ALIVE_S = 75
"""How long a connection stays open without a request: more than the 60 s after which common proxies close theirs."""
HEAD_TIMEOUT_S = 30.0
"""How long a request's head may take from its first byte on, and how long a new connection may stay silent."""
MAX_HEAD_BYTES = 64 * 1024
"""Request line and header fields together; also the trailer fields of a body."""
MAX_FIELDS = 500
"""Header fields of one request."""
PIECE_BYTES = 8 * 1024
"""How much is parsed before looking whether a request waits for its predecessor: bounds what a pipeline holds."""

LEAST_RATE = 1024
"""What a caller must send of a body that nobody reads, or take of a response, on the average of a window."""
DISCARD_WINDOW_S = 5.0
DISCARD_TIMEOUT_S = 30.0
"""How long the rest of a request is read and thrown away, at the rate of `LEAST_RATE` in each window."""
MAX_DISCARDED_BYTES = 256 * 1024 * 1024
"""How much of it on a connection that ends: closing while the caller still sends would lose the response."""
MAX_UNREAD_BYTES = 1024 * 1024
"""How much of it on a connection that stays open."""
WRITE_WINDOW_S = 60.0
"""How long a response may stand still because its reader does."""

MAX_CONNECTIONS = 10_000
"""Open connections of a process, where its descriptors allow as many."""
RESERVED_DESCRIPTORS = 64
"""Descriptors for the database, files and logs: so many at least, else a quarter of them all."""
OVERFLOW_CONNECTIONS = 16
"""Connections above the limit that are accepted only to be answered 503, or with the process's health."""
OVERFLOW_HEAD_S = 5.0
"""How long they have for sending their request."""
HEALTH_PATHS = frozenset(("/healthz",))
"""What is answered also above the limit."""
LOADING_WAIT_S = 60.0
"""How long a request waits for the server to load what it serves."""
LOADING_END_S = 5.0
"""How long a server that ends waits for what it is still loading."""
MOUNT_START_S = 30.0
MOUNT_END_S = 5.0
"""How long a mounted application may take to start, and to end."""
START_S = 120.0
END_S = 20.0
"""The same for the whole application."""
