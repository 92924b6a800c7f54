"""The metrics: what each counts, and its labels, whose values are names in the code and never come from callers."""

from enum import Enum
from typing import NamedTuple


class FamilyKind(Enum):
    """How a metric behaves: a counter only grows, a gauge is a state, a histogram counts durations by upper bounds.

    The gauges of all processes are added up; of a maximum, the largest counts.
    """

    COUNTER = "counter"
    GAUGE = "gauge"
    MAXIMUM = "maximum"
    HISTOGRAM = "histogram"


class Family(NamedTuple):
    """A metric. `bounds` are the upper bounds of a histogram, in seconds; a last one without a bound follows them."""

    name: str
    kind: FamilyKind
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        """How many numbers a series has: a histogram's are the counts by bound, and the sum of the durations."""
        return len(self.bounds) + 2 if self.kind is FamilyKind.HISTOGRAM else 1


_OPERATION = ("dialect", "operation")
_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW = (0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)

REQUESTS = Family(
    "triplicate_requests",
    FamilyKind.COUNTER,
    "Requests that were answered, by class of status.",
    (*_OPERATION, "status"),
)
REQUEST_SECONDS = Family(
    "triplicate_request_duration_seconds",
    FamilyKind.HISTOGRAM,
    "From a request's head to the end of its response, in seconds.",
    _OPERATION,
    _FAST,
)
RESPONSE_BYTES = Family("triplicate_response_bytes", FamilyKind.COUNTER, "Bytes of responses' bodies.", _OPERATION)
REQUEST_BYTES = Family("triplicate_request_bytes", FamilyKind.COUNTER, "Bytes of requests' bodies.", _OPERATION)
UNITS = Family("triplicate_units_of_work", FamilyKind.COUNTER, "Units of work by outcome.", ("unit", "outcome"))
UNIT_SECONDS = Family(
    "triplicate_unit_of_work_duration_seconds",
    FamilyKind.HISTOGRAM,
    "From the begin of a unit of work to the end of its transaction, in seconds.",
    ("unit",),
    _FAST,
)
UNIT_RETRIES = Family(
    "triplicate_unit_of_work_retries",
    FamilyKind.COUNTER,
    "Units of work that had to run again, since another transaction got in their way.",
    ("unit",),
)
GROUPS = Family("triplicate_write_transactions", FamilyKind.COUNTER, "Write transactions, each of one unit or several.")
POOL_CONNECTIONS = Family(
    "triplicate_pool_connections", FamilyKind.GAUGE, "Connections to the database: open, and in use.", ("pool", "state")
)
POOL_WAITING = Family("triplicate_pool_waiting", FamilyKind.GAUGE, "Who waits for a connection of the pool.", ("pool",))
WRITE_QUEUE = Family("triplicate_write_queue_units", FamilyKind.GAUGE, "Units of work that wait for a transaction.")
COPY_CACHE_READS = Family(
    "triplicate_copy_cache_reads", FamilyKind.COUNTER, "Look-ups of rendered copies, by hit or miss.", ("result",)
)
COPY_CACHE_ENTRIES = Family("triplicate_copy_cache_entries", FamilyKind.GAUGE, "Rendered copies that are kept.")
JOBS_RUNNING = Family("triplicate_jobs_running", FamilyKind.GAUGE, "Jobs that workers are at.", ("kind",))
JOB_LAG_SECONDS = Family(
    "triplicate_job_lag_seconds",
    FamilyKind.MAXIMUM,
    "For how long the first job that waits has been due, in seconds; 0 if none is due.",
    ("kind",),
)
JOB_ATTEMPTS = Family(
    "triplicate_job_attempts", FamilyKind.COUNTER, "Attempts at jobs by outcome.", ("kind", "outcome")
)
JOB_SECONDS = Family(
    "triplicate_job_attempt_duration_seconds", FamilyKind.HISTOGRAM, "Attempts at jobs, in seconds.", ("kind",), _SLOW
)
PROCESSES = Family("triplicate_processes", FamilyKind.GAUGE, "Processes that serve.")
CPU_SECONDS = Family("triplicate_cpu_seconds", FamilyKind.COUNTER, "User and system time of these processes.")
MEMORY_BYTES = Family("triplicate_resident_memory_bytes", FamilyKind.GAUGE, "Resident memory of these processes.")
OPEN_FILES = Family("triplicate_open_files", FamilyKind.GAUGE, "Open file descriptors of these processes.")

FAMILIES = {
    family.name: family
    for family in (
        REQUESTS,
        REQUEST_SECONDS,
        RESPONSE_BYTES,
        REQUEST_BYTES,
        UNITS,
        UNIT_SECONDS,
        UNIT_RETRIES,
        GROUPS,
        POOL_CONNECTIONS,
        POOL_WAITING,
        WRITE_QUEUE,
        COPY_CACHE_READS,
        COPY_CACHE_ENTRIES,
        JOBS_RUNNING,
        JOB_LAG_SECONDS,
        JOB_ATTEMPTS,
        JOB_SECONDS,
        PROCESSES,
        CPU_SECONDS,
        MEMORY_BYTES,
        OPEN_FILES,
    )
}
