"""Whether what was answered is there: as many orders, events and kept answers as answers of 201, numbered without gaps,
and read back as they were answered."""

import http.client
import json
from typing import Any, NamedTuple

from harness import orders
from harness.spawn import HOST
from placing.placer import Placer

COUNTED = {
    "triplicate": (
        "select count(*) from orders where origin = 'native'",
        "select count(*) from events where kind = 'placed'",
        "select count(*) from idempotency",
    ),
    "textbook": (
        "select count(*) from orders",
        "select count(*) from history",
        "select count(*) from idempotency_keys",
    ),
    "commits": ("select count(*) from commits",) * 3,
}
NUMBERED = "select count(distinct number), max(number) - min(number) + 1 from orders where origin = 'native'"
SEQUENCED = (
    "select sum(found), sum(span) from (select count(distinct number) as found, max(number) - min(number) + 1 as span "
    "from events group by account) as numbers"
)
"""Events are numbered within their account."""


class Tally(NamedTuple):
    orders: int
    events: int
    keys: int


def tally(placer: Placer) -> Tally:
    """What lies in the database."""
    return Tally(*(_number(placer, query) for query in COUNTED[placer.kind]))


def settled(placer: Placer, before: Tally, answered: int) -> None:
    """Ends the run unless there are as many more of everything as were answered."""
    after = tally(placer)
    more = Tally(*(now - then for now, then in zip(after, before, strict=True)))
    if set(more) != {answered}:
        raise SystemExit(f"{placer.name} answered 201 to {answered} orders; in its database there are {more} more.")
    if placer.kind == "triplicate":
        for what, query in (("running numbers", NUMBERED), ("events", SEQUENCED)):
            [(there, between)] = orders.rows(placer.location, query)
            if there != between:
                raise SystemExit(f"{placer.name}: {what} have gaps: {there} of {between}.")


def document_bytes(placer: Placer) -> int:
    """Places order number 0; how large it lies in Triplicate's table."""
    _exchange(placer, placer.ask(0))
    return _number(placer, "select max(length(document)) from orders where origin = 'native'")


def read_back(placer: Placer, first: int, count: int) -> None:
    """Places orders with Triplicate one by one, and reads each at once: it must be the one that was answered."""
    for number in range(first, first + count):
        answered = _exchange(placer, placer.ask(number))
        connection = http.client.HTTPConnection(HOST, placer.server.port, timeout=10)
        connection.request(
            "GET", f"{placer.path}/{answered['id']}", headers={"Authorization": f"Bearer {placer.token}"}
        )
        found = json.loads(connection.getresponse().read())
        connection.close()
        if found != answered:
            raise SystemExit(f"{placer.name} answered {answered} to an order that is read as {found}.")


def _exchange(placer: Placer, request: bytes) -> Any:
    head, _, body = request.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    connection = http.client.HTTPConnection(HOST, placer.server.port, timeout=10)
    connection.request("POST", placer.path, body, headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status != 201:
        raise SystemExit(f"{placer.name} answered {response.status}: {answer[:500]!r}")
    return json.loads(answer)


def _number(placer: Placer, query: str) -> int:
    [(number,)] = orders.rows(placer.location, query)
    assert isinstance(number, int)
    return number
