"""A small dialect of the tests' own (`workshop_api`), and a Triplicate that serves nothing else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

from tests.api.sample_operation_fixtures import (
    AMEND,
    DROP,
    END,
    LIST,
    LOOK,
    MAKE,
    UPLOAD,
    ListParameters,
    LooseParameters,
    Made,
    Told,
)
from tests.server.application_fixtures import Way, asking
from triplicate.api.http_errors import (
    Anything,
    BodyTooLarge,
    BodyTooSlow,
    Internal,
    UnknownPath,
    UnsupportedMediaType,
    WrongMethod,
)
from triplicate.api.operation import Call, Dialect, Handler, Security, Services, bearer
from triplicate.api.response import Answer, answer
from triplicate.api.transaction import change
from triplicate.api.write_executor import Writers
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.access.sign_in import Verifier
from triplicate.app.accounts import directory
from triplicate.app.context import Acting
from triplicate.app.ports import Unit
from triplicate.core.access import READ, SECRETS, WRITE
from triplicate.core.failures import (
    InvalidInput,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NotSignedIn,
    NotThisVersion,
    Refused,
    Unavailable,
    VersionNeeded,
)
from triplicate.dialects.axim.document.codec import MAPPING
from triplicate.main import House
from triplicate.server.application import Application, Loop

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
ANN, BOB = "ann@example.com", "bob@example.com"


STATUSES: dict[type, int] = {
    NotSignedIn: 401,
    MissingScope: 403,
    InvalidInput: 422,
    NotThisVersion: 412,
    VersionNeeded: 428,
    KeyReused: 422,
    KeyInFlight: 409,
    Unavailable: 503,
    UnknownPath: 404,
    WrongMethod: 405,
    BodyTooLarge: 413,
    BodyTooSlow: 408,
    UnsupportedMediaType: 415,
    Internal: 500,
}


def fail(failure: Anything) -> Answer:
    """The failure by the name of its type."""
    problems = failure.problems if isinstance(failure, InvalidInput) else ()
    told = Told(failure=type(failure).__name__, problems=[tuple(problem) for problem in problems])  # type: ignore[misc]
    return answer(STATUSES.get(type(failure), 400), told)


class Workshop:
    """The handlers: each makes one thing more, in the database, and tells which; `making` is called in between."""

    def __init__(self) -> None:
        self.making: Callable[[], None] = lambda: None
        self.begun = 0
        self.heard: list[Any] = []
        self.acted: list[Acting] = []

    def dialect(self, **more: Any) -> Dialect:
        """The dialect with these handlers."""
        changes: dict[str, Handler] = {op.name: self.change for op in (MAKE, END, DROP, UPLOAD)}
        return Dialect(
            name="workshop",
            title="Workshop",
            prefixes=("things",),
            operations=(MAKE, LIST, LOOK, AMEND, END, DROP, UPLOAD),
            handlers=changes | {"list": self.list, "look": self.look, "amend": self.amend},
            security=Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer),
            fail=fail,
            error=Told,
            copies=MAPPING,
            **more,
        )

    async def list(self, call: Call) -> Answer:
        """The parameters themselves."""
        return answer(200, call.arguments(ListParameters))

    async def look(self, call: Call) -> Answer:
        """The parameters themselves."""
        return answer(200, call.arguments(LooseParameters))

    async def change(self, call: Call) -> Answer:
        """Makes one thing more."""
        self.heard.append(getattr(call, "body", call.raw))
        return await change(call, "make", self._make)

    async def amend(self, call: Call) -> Answer:
        """Makes one thing more, if as many were made as the caller thinks."""
        versions = call.versions()

        def work(unit: Unit, acting: Acting) -> Answer:
            unit.accounts.lock(ACCOUNT)
            current = int(unit.setting("made", "0"))
            if versions is not None and current not in versions:
                raise Refused(NotThisVersion(current))
            return self._make(unit, acting)

        return await change(call, "amend", work)

    def _make(self, unit: Unit, acting: Acting) -> Answer:
        self.begun += 1
        self.acted.append(acting)
        number = int(unit.setting("made", "0")) + 1
        unit.set("made", str(number))
        self.making()
        headers = ((b"etag", b'"%d-x"' % number), (b"location", b"/things/%d" % number))
        return answer(201, Made(id=str(number), number=number), *headers)


class Shop(NamedTuple):
    """A workshop that is open: its handlers, the house behind it, a client, and tokens by the name of their bearer."""

    workshop: Workshop
    house: House
    client: httpx.Client
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a shop"

    def ask(self, method: str, path: str, who: str = "ann", **more: Any) -> httpx.Response:
        """The answer to a request of somebody's."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)

    def made(self) -> int:
        """How many things were made, as the database has it."""
        return int(self.house.store.run("count", lambda unit: unit.setting("made", "0")))


GRANTS = {
    "ann": Grant("workshop", ACCOUNT, ANN, scopes=(READ, WRITE)),
    "ann again": Grant("workshop", ACCOUNT, ANN, scopes=(READ, WRITE)),
    "bob": Grant("workshop", ACCOUNT, BOB, scopes=(READ, WRITE)),
    "shop": Grant("workshop", ACCOUNT, scopes=(READ, WRITE)),
    "shop again": Grant("workshop", ACCOUNT, scopes=(READ, WRITE)),
    "other": Grant("workshop", OTHER_ACCOUNT, scopes=(READ, WRITE)),
    "operator": Grant("workshop", None, scopes=(READ, WRITE)),
    "second operator": Grant("workshop", None, scopes=(READ, WRITE)),
    "confidant": Grant("workshop", ACCOUNT, scopes=(READ, WRITE, SECRETS)),
    "reader": Grant("workshop", ACCOUNT, scopes=(READ,)),
    "writer": Grant("workshop", ACCOUNT, scopes=(WRITE,)),
}


def tokens(house: House) -> dict[str, str]:
    """Everybody's token, in a house where nobody lived before."""

    def work(unit: Unit) -> dict[str, str]:
        for account in (ACCOUNT, OTHER_ACCOUNT):
            directory.create_account(unit, account, "An account", "EUR", house.now())
        for email in (ANN, BOB):
            directory.create_user(unit, email, ACCOUNT, "A person", house.now())
        return {who: issue(unit, grant, house.now(), house.keys.jwt)[0] for who, grant in GRANTS.items()}

    return house.store.run("tokens", work)


def application(house: House, workshop: Workshop, background: tuple[Loop, ...] = (), **more: Any) -> Application:
    """The application that serves a workshop from a house."""
    reader = house.reader()
    services = Services(
        reader=reader,
        keys=house.keys,
        public_url="",
        store=house.store,
        writers=Writers(house.engine.writers),
        blobs=house.blobs,
        now=house.now,
    )
    verifier = Verifier(reader, house.keys.jwt, house.now)
    return Application((workshop.dialect(**more),), services, verifier, {}, background)


@contextmanager
def opened(house: House, way: Way, **more: Any) -> Iterator[Shop]:
    """A workshop in a house of its own."""
    workshop = Workshop()
    with asking(application(house, workshop, **more), way) as client:
        yield Shop(workshop, house, client, tokens(house))
