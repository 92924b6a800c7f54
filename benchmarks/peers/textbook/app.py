"""GET one order and POST one, written as the manuals of FastAPI, SQLAlchemy and pydantic teach it.

Nothing here is slow on purpose: one session per request from a pool, one `select` with `selectinload` for
each related table, a response model that reads the mapped objects and is written to JSON by pydantic
itself. An order is placed with its addresses, lines, first history entry and the answer kept under its
idempotency key in one transaction, which is on disk when it is answered. `BENCH_DATABASE` is SQLAlchemy's
URL, `BENCH_POOL` the size of the pool.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from peers.textbook.documents import NewOrder, OrderAnswer, OrderReply
from peers.textbook.models import Address, ApiToken, HistoryEntry, IdempotencyKey, Line, Order

WAIT_S = 30

engine = create_async_engine(
    os.environ["BENCH_DATABASE"], pool_size=int(os.environ["BENCH_POOL"]), max_overflow=0, pool_timeout=WAIT_S
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def make_durable(connection: Any, _record: object) -> None:
    """Every commit on disk before it is answered: PostgreSQL's default, and the strictest that SQLite has."""
    if engine.dialect.name == "sqlite":
        cursor = connection.cursor()
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", f"busy_timeout = {WAIT_S}000"):
            cursor.execute(f"pragma {pragma}")
        cursor.close()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


app = FastAPI(title="Textbook orders", lifespan=lifespan)


async def open_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]
Bearer = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


async def authenticate(bearer: Bearer, session: Session) -> ApiToken:
    token = await session.get(ApiToken, sha256(bearer.credentials.encode()).hexdigest())
    if token is None or token.revoked_at is not None:
        raise HTTPException(401, "Invalid token")
    return token


@app.get("/accounts/{account_id}/orders/{order_id}", response_model=OrderAnswer)
async def get_order(
    account_id: UUID, order_id: UUID, session: Session, token: Annotated[ApiToken, Depends(authenticate)]
) -> dict[str, object]:
    if token.account_id != account_id:
        raise HTTPException(404, "No such account")
    query = (
        select(Order)
        .where(Order.id == order_id, Order.account_id == account_id)
        .options(selectinload(Order.addresses), selectinload(Order.lines), selectinload(Order.history))
    )
    order = await session.scalar(query)
    if order is None:
        raise HTTPException(404, "No such order")
    return {"success": True, "order": order}


@app.post("/accounts/{account_id}/orders", status_code=201, response_model=OrderAnswer)
async def place_order(
    account_id: UUID,
    new: NewOrder,
    key: Annotated[str, Header(alias="Idempotency-Key")],
    session: Session,
    token: Annotated[ApiToken, Depends(authenticate)],
) -> Response:
    if token.account_id != account_id:
        raise HTTPException(404, "No such account")
    fingerprint = sha256(new.model_dump_json().encode()).hexdigest()
    known = await session.get(IdempotencyKey, (account_id, key))
    if known is not None and known.fingerprint != fingerprint:
        raise HTTPException(422, "This key was used with another order")
    if known is None:
        known = await store_order(session, made(account_id, new), key, fingerprint)
    return Response(known.answer, 201, media_type="application/json")


async def store_order(session: AsyncSession, order: Order, key: str, fingerprint: str) -> IdempotencyKey:
    session.add(order)
    await session.flush()
    answer = OrderAnswer(success=True, order=OrderReply.model_validate(order)).model_dump_json(by_alias=True)
    kept = IdempotencyKey(
        account_id=order.account_id, key=key, fingerprint=fingerprint, answer=answer, created_at=order.created_at
    )
    session.add(kept)
    await session.commit()
    return kept


def made(account_id: UUID, new: NewOrder) -> Order:
    now = datetime.now(UTC)
    lines = [
        Line(
            model_id=line.model_id,
            name=line.name,
            quantity=line.quantity,
            unit_cents=round(line.price * 100),
            status="created",
            created_at=now,
        )
        for line in new.lines
    ]
    return Order(
        id=uuid4(),
        account_id=account_id,
        status="created",
        total_cents=sum(line.unit_cents * line.quantity for line in lines),
        created_at=now,
        addresses=[
            Address(kind="shipTo", **new.ship_to.model_dump()),
            Address(kind="billTo", **new.bill_to.model_dump()),
        ],
        lines=lines,
        history=[HistoryEntry(status="created", comment=None, created_at=now)],
        **new.model_dump(include={"reference", "email", "firstname", "lastname", "company", "currency"}),
    )
