"""What the textbook is sent and what it answers, as pydantic models."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


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


class Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class NewAddress(Body):
    name: str
    phone: str
    address_line1: str
    address_line2: str | None = None
    city: str
    postcode: str
    country_code: str = Field(pattern="^[A-Z]{2}$")


class NewLine(Body):
    model_id: str
    name: str
    quantity: int = Field(gt=0)
    price: float = Field(ge=0)


class NewOrder(Body):
    reference: str
    email: str
    firstname: str
    lastname: str
    company: str | None = None
    currency: str = Field(pattern="^[A-Z]{3}$")
    ship_to: NewAddress
    bill_to: NewAddress
    lines: list[NewLine] = Field(min_length=1)
