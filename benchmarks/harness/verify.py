"""Before anything is timed, every candidate must answer rightly, and refuse a wrong credential."""

import http.client

from harness.candidates import Candidate
from harness.spawn import HOST

TRIES = 5


def verify(candidate: Candidate) -> None:
    for order in candidate.ids[:TRIES]:
        status, body = get(candidate, candidate.path(order), candidate.header)
        if status != 200:
            raise SystemExit(f"{candidate.name} answered {status}: {body[:300]!r}")
        if not candidate.is_right(order, body):
            raise SystemExit(f"{candidate.name} answered with another order than it was asked for: {body[:300]!r}")
    if candidate.header:
        name, value = candidate.header
        status, _ = get(candidate, candidate.path(candidate.ids[0]), (name, value[:-6] + "wrong!"))
        if status != 401:
            raise SystemExit(f"{candidate.name} answered {status} to a wrong credential, not 401.")


def get(candidate: Candidate, path: str, header: tuple[str, str] | None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, candidate.server.port, timeout=10)
    try:
        connection.request("GET", path, headers=dict([header] if header else []))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
