"""Marketiger's part of the demo: orders of 3D prints with pictures of their models."""

import random
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from triplicate.api.demo import (
    ACCOUNT,
    STRANGER,
    STRANGER_ACCOUNT,
    USER,
    Credentials,
    DemoFile,
    DialectDemo,
    TokenIssuer,
    bearer_command,
)
from triplicate.api.demo_people import order_time
from triplicate.api.dialect import sample_reply
from triplicate.core import ids, times

_WORDS = ("gear", "bracket", "vase", "figurine", "hinge", "dial", "lamp", "clip", "handle", "stand")


def _sample() -> Any:
    return sample_reply(__package__)


def _credentials(issue: TokenIssuer) -> Credentials:
    return {
        "order_id": _sample()["data"]["order"]["id"],
        "token": issue(ACCOUNT, USER),
        "stranger_token": issue(STRANGER_ACCOUNT, STRANGER),
        "token_without_email": issue(ACCOUNT, USER, email_claim=False),
        "token_of_unknown_user": issue(ACCOUNT, "nobody@example.com"),
    }


def _read_order(base_url: str, credentials: Credentials, order_id: str) -> str:
    return bearer_command(f"{base_url}/v2/Order/GetOrder?orderId={order_id}", credentials["token"])


def _pictures() -> Iterator[DemoFile]:
    for index in range(len(_WORDS)):
        yield DemoFile(_picture_id(index), "image/png", _picture_png(index))


def _picture_id(index: int) -> str:
    return ids.derived_guid("demo", "thumbnail", str(index % len(_WORDS)))


def _document(index: int, rng: random.Random) -> dict[str, Any]:
    created = order_time(index)
    status = rng.choice((1, 3, 4, 5, 5, 10, 10, 10, 15, 0))
    method = rng.choice((2503, 2640, 9059))
    number = f"JD{rng.randrange(10**17, 10**18)}"
    track = {
        "trackingNumber": number,
        "shippingMethodId": method,
        "trackingUrl": f"https://tracking.example.com/forward?carrier=dhl_express&code={number}&lang=en-us",
    }
    return {
        "id": ids.derived_guid("demo", "order", str(index)),
        "status": status,
        "createdDate": times.whole_seconds(times.from_datetime(created)),
        "updated": times.whole_seconds(times.from_datetime(created + timedelta(minutes=rng.randrange(1, 20_000)))),
        "trackAndTrace": track if status == 10 else None,
        "shippingMethodId": method,
        "projectName": f"{rng.choice(_WORDS).title()} project",
        "paymentLink": f"https://payment.example.com/{ids.derived_oid('demo', 'link', str(index))}",
        "shippingRate": rng.choice((495, 500, 750, 1250)),
        "orderModels": [_model(index, place, rng) for place in range(rng.randrange(1, 4))],
    }


def _model(index: int, position: int, rng: random.Random) -> dict[str, Any]:
    word_index = rng.randrange(len(_WORDS))
    size = [round(rng.uniform(5, 180), 2) for _ in "xyz"]
    return {
        "poId": 1_000_000 + index * 4 + position,
        "modelId": ids.derived_guid("demo", "model", str(index), str(position)),
        "modelName": f"{_WORDS[word_index]}-{rng.randrange(1, 99)}.zip",
        "imageUrl": _picture_id(word_index),
        "price": rng.randrange(350, 9000),
        "status": rng.choice((1, 3, 4)),
        "bounds": "x:{} y:{} z:{}".format(*size),
        "quantity": rng.randrange(1, 12),
    }


def _picture_png(index: int, side: int = 48) -> bytes:
    """A plain PNG of one colour with a darker square in it."""
    colour, inner = bytes((40 + 20 * index, 120, 200 - 15 * index)), bytes((30, 40, 60))
    rows = b"".join(
        b"\0" + b"".join(inner if 14 <= x < 34 and 14 <= y < 34 else colour for x in range(side)) for y in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


DEMO = DialectDemo(
    position=1,
    vendor="Marketiger",
    credentials=_credentials,
    sample=_sample,
    document=_document,
    files=_pictures,
    read_order=_read_order,
)
