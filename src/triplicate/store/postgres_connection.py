"""PostgreSQL connections: their parameters, their settings within a transaction, and a limit on a silent server.

Nothing is set for a session: startup options are refused by pgbouncer, and in its transaction mode a session's settings
reach the next client of the same server connection. Each transaction sets its own with SET LOCAL, together with BEGIN.
"""

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg import conninfo
from psycopg.pq import TransactionStatus

DEFAULTS: dict[str, Any] = {
    "connect_timeout": 2,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "fallback_application_name": "triplicate",
}
"""Connection parameters where the URL has none. `connect_timeout` (seconds) counts for each host: well below the
deadline of a read, so that a URL with two hosts reaches the second one while the first hangs. `tcp_user_timeout` is
in milliseconds."""
LOCK_TIMEOUT_S, STATEMENT_TIMEOUT_S, IDLE_TIMEOUT_S = 10, 20, 60
SILENCE_S = 25.0
"""How long a write waits for a server that says nothing: longer than the server's own limit on a statement."""
PING_SILENCE_S = 3.0
"""The same between transactions, when the pool tries whether a connection still works."""
_BEGIN_WRITE = (
    f"BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'; "
    f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT_S}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT_S}s'"
)
SAVEPOINTS = ("SAVEPOINT unit", "RELEASE unit; SAVEPOINT unit", "", "ROLLBACK TO unit")
"""In one round trip each, and none to release the last one."""
_NO_TIMEOUTS = (
    "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
)
T = TypeVar("T")


def parameters(url: str) -> dict[str, Any]:
    """The connection parameters of a URL, and our defaults for the rest. Raises ValueError for an invalid URL."""
    try:
        return {**DEFAULTS, **conninfo.conninfo_to_dict(url)}
    except psycopg.ProgrammingError:
        raise ValueError("invalid connection URL") from None


def describe(connection_parameters: dict[str, Any]) -> str:
    """The location of the database without password and options, which may hold the password too."""
    user, host, port, name = (connection_parameters.get(key, "") for key in ("user", "host", "port", "dbname"))
    return f"PostgreSQL, postgresql://{user}{'@' if user else ''}{_hosts(host, port)}/{name}"


def _hosts(hosts: str, ports: str) -> str:
    """The hosts of a URL with their ports, as libpq lists them; a single port counts for every host."""
    port_list = ports.split(",")
    if len(port_list) == 1:
        port_list *= len(hosts.split(","))
    return ",".join(f"{host}:{port}" if port else host for host, port in zip(hosts.split(","), port_list, strict=False))


class WriteConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection whose statements fail when the server has said nothing for `silence_s` seconds (None: no limit).

    The server's own timeouts do not help when its processes are stopped: the kernel still acknowledges what is sent.
    """

    silence_s: float | None = PING_SILENCE_S

    def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
        """Waits for the server, as psycopg does. Raises OperationalError, and closes, when it is silent too long."""
        if self.silence_s is not None:
            gen = self._limited(gen, self.silence_s)
        return super().wait(gen, *arguments, **options)

    def _limited(self, steps: Generator[Any, Any, T], silence_s: float) -> Generator[Any, Any, T]:
        """The same steps; psycopg sends 0 into them several times a second while the server is silent."""
        last_sign = time.monotonic()
        try:
            request = next(steps)
            while True:
                ready = yield request
                if ready:
                    last_sign = time.monotonic()
                elif time.monotonic() - last_sign > silence_s:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the database said nothing for {silence_s:g} s")
                request = steps.send(ready)
        except StopIteration as stop:
            result: T = stop.value
            return result


def connect(connection_parameters: dict[str, Any]) -> WriteConnection:
    """A new connection for writes, in autocommit: transactions begin explicitly. Raises psycopg.OperationalError."""
    return WriteConnection.connect(**connection_parameters, autocommit=True)


def begin_write(connection: Any) -> None:
    """Begins a transaction on an SQLAlchemy connection, with its settings, in one round trip."""
    connection.connection.driver_connection.silence_s = SILENCE_S
    connection.exec_driver_sql(_BEGIN_WRITE)


def is_in_transaction(connection: Any) -> bool:
    """Whether a connection is in a transaction that no failed statement has aborted."""
    return bool(connection.info.transaction_status == TransactionStatus.INTRANS)


def lift_timeouts(connection: Any) -> None:
    """Lets the rest of the transaction take as long as it needs, and wait for locks."""
    connection.connection.driver_connection.silence_s = None
    connection.exec_driver_sql(_NO_TIMEOUTS)


def end_conversation(connection: Any, _record: object) -> None:
    """Prepares a connection that goes back to the pool for its next ping."""
    if connection is not None:
        connection.silence_s = PING_SILENCE_S
