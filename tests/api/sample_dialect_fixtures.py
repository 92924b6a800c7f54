"""A sample dialect (`workshop_api`) and a server that serves only it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple

import httpx

from tests.api.sample_operation_fixtures import (
    AMEND,
    CREATE,
    DROP,
    END,
    GET,
    LIST,
    UPLOAD,
    Created,
    FailureBody,
)
from tests.server.application_fixtures import TransportMode, open_client
from triplicate.api.copy_cache import CopyCache
from triplicate.api.dialect import Dialect, Security, bearer_token, serve
from triplicate.api.http_errors import (
    AnyFailure,
)
from triplicate.api.messages import FailureKind, describe
from triplicate.api.request import AnyRequest, Services
from triplicate.api.response import Response, json_response
from triplicate.api.transaction import run_once
from triplicate.api.write_executor import WriteExecutor
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.orders.event_watcher import EventWatcher
from triplicate.app.ports import UnitOfWork
from triplicate.core.access import READ, SECRETS, WRITE
from triplicate.core.failures import (
    DomainError,
    InvalidInput,
    VersionConflict,
)
from triplicate.dialects.native.document.codec import CODEC
from triplicate.main import Installation
from triplicate.observe.request_observer import RequestObserver
from triplicate.observe.unit_metrics import WriteStore
from triplicate.server.application import Application, BackgroundLoop
from triplicate.server.mounts.mount import Mount

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
ANN, BOB = "ann@example.com", "bob@example.com"


STATUSES = dict.fromkeys(FailureKind, 400) | {
    FailureKind.UNAUTHENTICATED: 401,
    FailureKind.MISSING_SCOPE: 403,
    FailureKind.INVALID_INPUT: 422,
    FailureKind.VERSION_CONFLICT: 412,
    FailureKind.PRECONDITION_REQUIRED: 428,
    FailureKind.IDEMPOTENCY_KEY_REUSED: 422,
    FailureKind.IDEMPOTENCY_KEY_IN_USE: 409,
    FailureKind.UNAVAILABLE: 503,
    FailureKind.PATH_NOT_FOUND: 404,
    FailureKind.METHOD_NOT_ALLOWED: 405,
    FailureKind.BODY_TOO_LARGE: 413,
    FailureKind.BODY_TIMEOUT: 408,
    FailureKind.UNSUPPORTED_MEDIA_TYPE: 415,
    FailureKind.INTERNAL_ERROR: 500,
}


def failure_response(failure: AnyFailure) -> Response:
    """The failure by the name of its type."""
    problems = failure.problems if isinstance(failure, InvalidInput) else ()
    told = FailureBody(failure=type(failure).__name__, problems=[tuple(problem) for problem in problems])  # type: ignore[misc]
    return json_response(STATUSES[describe(failure).kind], told)


class SampleHandlers:
    """The handlers: each makes one thing more, in the database, and tells which; `making` is called in between."""

    def __init__(self) -> None:
        self.making: Callable[[], None] = lambda: None
        self.begun = 0
        self.heard: list[Any] = []
        self.acted: list[Context] = []

    def dialect(self, **more: Any) -> Dialect:
        """The dialect with these handlers."""
        return Dialect(
            name="workshop",
            title="Workshop",
            prefixes=("things",),
            endpoints=(
                serve(CREATE, self.create),
                serve(LIST, self.list),
                serve(GET, self.get),
                serve(AMEND, self.amend),
                *(serve(operation, self.create) for operation in (END, DROP, UPLOAD)),
            ),
            security=Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer_token),
            fail=failure_response,
            statuses=STATUSES,
            error=FailureBody,
            codec=CODEC,
            **more,
        )

    async def list(self, call: AnyRequest) -> Response:
        """The parameters themselves."""
        return json_response(200, call.parameters)

    async def get(self, call: AnyRequest) -> Response:
        """The parameters themselves."""
        return json_response(200, call.parameters)

    async def create(self, call: AnyRequest) -> Response:
        """Makes one thing more."""
        self.heard.append(call.raw if call.body is None else call.body)
        return await run_once(call, call.operation, self._create)

    async def amend(self, call: AnyRequest) -> Response:
        """Makes one thing more, if as many were made as the caller thinks."""
        versions = call.if_match_versions()

        def work(unit: UnitOfWork, acting: Context) -> Response:
            unit.accounts.lock(ACCOUNT)
            current = int(unit.ensure_setting("made", "0"))
            if versions is not None and current not in versions:
                raise DomainError(VersionConflict(current))
            return self._create(unit, acting)

        return await run_once(call, AMEND, work)

    def _create(self, uow: UnitOfWork, context: Context) -> Response:
        self.begun += 1
        self.acted.append(context)
        number = int(uow.ensure_setting("made", "0")) + 1
        uow.store_setting("made", str(number))
        self.making()
        headers = ((b"etag", b'"%d-x"' % number), (b"location", b"/things/%d" % number))
        return json_response(201, Created(id=str(number), number=number), *headers)


class SampleServer(NamedTuple):
    """A workshop that is open: its handlers, its installation, a client, and tokens by the name of their bearer."""

    handlers: SampleHandlers
    installation: Installation
    client: httpx.Client
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a shop"

    def request(self, method: str, path: str, who: str = "ann", **more: Any) -> httpx.Response:
        """The answer to a request of somebody's."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)

    def created_count(self) -> int:
        """How many things were made, as the database has it."""
        return int(self.installation.store.run("count", lambda unit: unit.ensure_setting("made", "0")))


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


def tokens(installation: Installation) -> dict[str, str]:
    """Everybody's token, in an installation where nobody lived before."""

    def work(unit: UnitOfWork) -> dict[str, str]:
        for account in (ACCOUNT, OTHER_ACCOUNT):
            directory.create_account(unit, account, "An account", "EUR", installation.now())
        for email in (ANN, BOB):
            directory.create_user(unit, email, ACCOUNT, "A person", installation.now())
        return {who: issue(unit, grant, installation.now(), installation.keys.jwt)[0] for who, grant in GRANTS.items()}

    return installation.store.run("tokens", work)


def application(
    installation: Installation,
    workshop: SampleHandlers,
    background: tuple[BackgroundLoop, ...] = (),
    mounts: Mapping[str, Mount] = MappingProxyType({}),
    observer: RequestObserver | None = None,
    store: WriteStore | None = None,
    **more: Any,
) -> Application:
    """The application that serves a workshop from an installation."""
    reader = installation.reader()
    services = Services(
        reader=reader,
        keys=installation.keys,
        public_url="",
        store=store or installation.store,
        write_executor=WriteExecutor(store or installation.store, installation.engine.writers),
        blobs=installation.blobs,
        inspector=installation.inspector,
        event_watcher=EventWatcher(reader),
        context=installation.context,
        price_lists=installation.price_lists,
        copies=CopyCache(1024 * 1024),
        file_quota=1024 * 1024,
    )
    verifier = TokenVerifier(reader, installation.keys.jwt, installation.now)
    return Application((workshop.dialect(**more),), services, verifier, {}, background, mounts, observer)


@contextmanager
def open_sample_server(installation: Installation, way: TransportMode, **more: Any) -> Iterator[SampleServer]:
    """A workshop in an installation of its own."""
    workshop = SampleHandlers()
    with open_client(application(installation, workshop, **more), way) as client:
        yield SampleServer(workshop, installation, client, tokens(installation))
