"""GET one order, written as the manuals of FastAPI, SQLAlchemy and pydantic teach it.

Nothing here is slow on purpose: one session per request from a pool, one `select` with `selectinload` for
each related table, a response model that reads the mapped objects and is written to JSON by pydantic
itself. `BENCH_DATABASE` is SQLAlchemy's URL, `BENCH_POOL` the size of the pool.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from peers.textbook.models import ApiToken, Order

engine = create_async_engine(os.environ["BENCH_DATABASE"], pool_size=int(os.environ["BENCH_POOL"]), max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


app = FastAPI(title="Textbook orders", lifespan=lifespan)


class Reply(BaseModel):
    model_config = ConfigDict(from_attributes=True, alias_generator=to_camel, populate_by_name=True)


class AddressReply(Reply):
    id: int
    kind: str
    name: str
    phone: str
    address_line1: str
    address_line2: str | None
    city: str
    postcode: str
    country_code: str


class LineReply(Reply):
    id: int
    model_id: str
    name: str
    quantity: int
    price: float
    status: str
    image_url: str | None
    created_at: datetime


class HistoryReply(Reply):
    id: int
    status: str
    comment: str | None
    created_at: datetime


class OrderReply(Reply):
    id: UUID
    account_id: UUID
    reference: str
    status: str
    email: str
    firstname: str
    lastname: str
    company: str | None
    total: float
    currency: str
    created_at: datetime
    addresses: list[AddressReply]
    lines: list[LineReply]
    history: list[HistoryReply]


class OrderAnswer(Reply):
    success: bool
    order: OrderReply


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
