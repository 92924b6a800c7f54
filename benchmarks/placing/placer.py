"""Who places orders, as a value: where to ask, the request of a number, and where the order must then be found."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.spawn import Server
from placing import requests

KINDS = ("triplicate", "textbook", "commits")


@dataclass(frozen=True)
class Placer:
    kind: str
    database: str
    server: Server
    path: str
    token: str
    body: Callable[[int], bytes]
    location: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.database}"

    def ask(self, number: int) -> bytes:
        return requests.whole(self.path, self.token, number, self.body(number))
