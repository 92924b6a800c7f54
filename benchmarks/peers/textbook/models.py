"""The textbook's tables: an order, and beside it its addresses, lines and history."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class ApiToken(Base):
    __tablename__ = "api_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None]


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    reference: Mapped[str]
    status: Mapped[str]
    email: Mapped[str]
    firstname: Mapped[str]
    lastname: Mapped[str]
    company: Mapped[str | None]
    total_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    created_at: Mapped[datetime]

    addresses: Mapped[list["Address"]] = relationship(order_by="Address.id")
    lines: Mapped[list["Line"]] = relationship(order_by="Line.id")
    history: Mapped[list["HistoryEntry"]] = relationship(order_by="HistoryEntry.id")

    @property
    def total(self) -> float:
        return self.total_cents / 100


class Address(Base):
    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    address_line1: Mapped[str]
    address_line2: Mapped[str | None]
    city: Mapped[str]
    postcode: Mapped[str]
    country_code: Mapped[str] = mapped_column(String(2))


class Line(Base):
    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    model_id: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[int]
    unit_cents: Mapped[int]
    status: Mapped[str]
    image_url: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def price(self) -> float:
        return self.unit_cents / 100


class HistoryEntry(Base):
    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    status: Mapped[str]
    comment: Mapped[str | None]
    created_at: Mapped[datetime]


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str]
    created_at: Mapped[datetime]
