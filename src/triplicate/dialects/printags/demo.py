"""Printags' part of the demo: orders of NFC cards, and what a stranger gets."""

import random
from datetime import timedelta
from typing import Any

from triplicate.api.demo import (
    ACCOUNT,
    STRANGER_ACCOUNT,
    Credentials,
    DialectDemo,
    Example,
    TokenIssuer,
    bearer_command,
)
from triplicate.api.demo_people import PEOPLE, PLACES, order_time
from triplicate.api.dialect import sample_reply
from triplicate.core import ids, times
from triplicate.core.access import READ, SECRETS, WRITE
from triplicate.core.failures import AccountNotFound
from triplicate.dialects.printags.failures import fail

_CARDS = ("pvccard_white", "ntag213_pvccard_white", "ntag424_pvccard_white", "mifare1k_pvccard_white")
_CARD_STATUSES = ("created", "validated", "in_queue", "manufacturing", "packaged", "shipped", "delivered", "cancelled")


def _sample() -> Any:
    return sample_reply(__package__)


def _credentials(issue: TokenIssuer) -> Credentials:
    return {
        "account_id": ACCOUNT,
        "order_id": _sample()["order"]["id"],
        "token": issue(ACCOUNT, scopes=(READ, WRITE, SECRETS)),
        "stranger_token": issue(STRANGER_ACCOUNT, scopes=(READ, WRITE)),
    }


def _read_order(base_url: str, credentials: Credentials, order_id: str) -> str:
    return bearer_command(_url(base_url, credentials, order_id), credentials["token"])


def _url(base_url: str, credentials: Credentials, order_id: str) -> str:
    return f"{base_url}/accounts/{credentials['account_id']}/orders/{order_id}"


def _examples(base_url: str, credentials: Credentials) -> tuple[Example, ...]:
    return (
        Example(
            60,
            "A token of another account gets the same response as for an order that does not exist:",
            (
                bearer_command(_url(base_url, credentials, credentials["order_id"]), credentials["stranger_token"]),
                fail(AccountNotFound(credentials["account_id"])).body.decode(),
            ),
        ),
    )


def _document(index: int, rng: random.Random) -> dict[str, Any]:
    first, last = rng.choice(PEOPLE)
    street, city, postcode, country = rng.choice(PLACES)
    email = f"{last.lower().replace(' ', '')}{index}@example.com"
    model = rng.choice(_CARDS)
    status_index = rng.randrange(len(_CARD_STATUSES))
    status = _CARD_STATUSES[status_index]
    created = order_time(index)
    path = (
        [*_CARD_STATUSES[: min(status_index, 6)], status]
        if status == "cancelled"
        else _CARD_STATUSES[: status_index + 1]
    )
    pieces = rng.randrange(1, 5)
    model_data = {"id": model, "size": {"width": 0, "height": 0, "length": 0, "weight": 6}, "canBeEncoded": True}
    order = ids.derived_guid("demo", "order", str(index))
    return {
        "id": order,
        "reference": f"Order-{last.replace(' ', '')}-{index}",
        "accountId": ACCOUNT,
        "status": status,
        "customer": {
            "id": ids.derived_guid("demo", "customer", email),
            "email": email,
            "firstname": first,
            "lastname": last,
            "company": f"{last} & Co",
            "accountId": ACCOUNT,
            "createdAt": times.from_datetime(created),
        },
        "shipTo": {
            "id": ids.derived_guid("demo", "recipient", str(index)),
            "name": f"{first} {last}",
            "phone": f"+336{rng.randrange(10**7, 10**8)}",
            "email": email,
            "address": {
                "addressLine1": street,
                "addressLine2": "",
                "city": city,
                "postcode": postcode,
                "countryCode": country,
            },
            "servicePoint": {},
        },
        "statusHistory": [
            {
                "id": ids.derived_guid("demo", "history", order, word),
                "status": word,
                "createdAt": times.from_datetime(created + timedelta(hours=9 * step)),
            }
            for step, word in enumerate(path)
        ],
        "products": [
            {
                "id": ids.derived_guid("demo", "piece", order, str(piece)),
                "model": model_data,
                "metadata": {},
                "files": [],
                "status": status,
                "shippings": [],
                "createdAt": times.from_datetime(created),
            }
            for piece in range(pieces)
        ],
        "product_groups": [
            {
                "id": ids.derived_guid("demo", "group", order),
                "modelId": model,
                "name": f"{first} {last}",
                "quantity": pieces,
                "nfc": {"type": "uri", "content": f"https://example.com/c/{index}", "dynamic": {}},
                "model": model_data,
            }
        ],
        "metadata": {"internalId": index},
        "shippings": [
            {
                "id": ids.derived_guid("demo", "parcel", order),
                "trackerId": str(rng.randrange(10**9, 10**10)),
                "trackingNumber": f"1Z{rng.randrange(10**15, 10**16)}",
                "products": {model: pieces},
            }
        ]
        if status in ("shipped", "delivered")
        else [],
        "total": round(5.99 + 1.75 * pieces, 2),
    }


DEMO = DialectDemo(
    position=2,
    vendor="Printags",
    credentials=_credentials,
    sample=_sample,
    document=_document,
    read_order=_read_order,
    examples=_examples,
)
