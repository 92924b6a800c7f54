"""The orders, as their bodies: those that are there before, and those that are created while the clock runs.

Of those before, number `i` has a reference and metadata of its own, one to three groups of one or two pieces, and one
in five has dynamic content. Every tenth has metadata that the others do not have: at a thousand orders they are already
as many as an answer holds, so that answers are as long at any size.
"""

from typing import Any

CUSTOMERS = 5_000
SHARED = 10
LINK, TAG, BARE = "ntag213_pvccard_white", "ntag424_pvccard_white", "pvccard_white"
PRICES = {LINK: "2.35", BARE: "1.75"}
"""What a piece costs in the shipped list, with its link: natively, whoever orders says so."""
CARRIAGE = 624
STREET, TOWN, POSTCODE, COUNTRY = "10 rue de la République", "Paris", "75001", "FR"
Body = dict[str, Any]


def before(index: int) -> Body:
    """An order that is there before."""
    groups = [_group(index, place, dynamic=index % 5 == 0) for place in range(1 + index % 3)]
    return _order(reference(index), index, groups, metadata(index))


def reference(index: int) -> str:
    return f"CARDS-{index:09}"


def metadata(index: int) -> Body:
    told: Body = {"internalId": index, "channel": "web", "crm": {"stage": "won", "deal": {"id": index}}}
    return told | ({"campaign": "spring"} if index % SHARED == SHARED // 2 else {})


def links(number: int) -> Body:
    """To be created: five pieces, four with a link on their chip."""
    return _order(*_new(number), [_links(2, "a"), _links(2, "b"), {"modelId": BARE, "quantity": 1}], _campaign(number))


def dynamic(number: int) -> Body:
    """To be created: five pieces, each with a record and keys of its own."""
    groups = [{"modelId": TAG, "quantity": many, "nfc": _dynamic()} for many in (2, 2, 1)]
    return _order(*_new(number), groups, _campaign(number))


def native(number: int) -> Body:
    """What `links` orders, in the words of the native API; it is neither priced here nor paid."""
    name, email = _customer(number)
    groups = [_links(2, "a"), _links(2, "b"), {"modelId": BARE, "quantity": 1}]
    return {
        "reference": _new(number)[0],
        "currency": "EUR",
        "ship_to": {
            "name": name,
            "email": email,
            "phone": "+33612345678",
            "line1": STREET,
            "city": TOWN,
            "postcode": POSTCODE,
            "country": {"code": COUNTRY},
        },
        "lines": [_native_line(**group) for group in groups],
        "shipping": {"id": "lpf_standard", "name": "Standard"},
        "shipping_amount": CARRIAGE,
        "track_pieces": True,
        "metadata": _campaign(number),
    }


def _order(reference: str, customer: int, groups: list[Body], metadata: Body) -> Body:
    name, email = _customer(customer)
    address = {"addressLine1": STREET, "city": TOWN, "postcode": POSTCODE, "countryCode": COUNTRY}
    return {
        "isDraft": False,
        "reference": reference,
        "carrierServiceId": "lpf_standard",
        "shipTo": {"name": name, "phone": "+33612345678", "email": email, "address": address},
        "groups": groups,
        "metadata": metadata,
    }


def _group(index: int, place: int, *, dynamic: bool) -> Body:
    many = 1 + (index + place) % 2
    if dynamic:
        return {"modelId": TAG, "quantity": many, "nfc": _dynamic()}
    return _links(many, f"{index}/{place}")


def _links(many: int, page: str) -> Body:
    return {"modelId": LINK, "quantity": many, "nfc": {"type": "uri", "content": f"https://example.com/cards/{page}"}}


def _dynamic() -> Body:
    return {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com/c"}}


def _native_line(modelId: str, quantity: int, nfc: Body | None = None) -> Body:
    line: Body = {
        "product": modelId,
        "sku": modelId,
        "name": modelId,
        "quantity": quantity,
        "unit_price": PRICES[modelId],
        "model": {"id": modelId, "weight": 6},
    }
    return line | ({"nfc": nfc} if nfc else {})


def _new(number: int) -> tuple[str, int]:
    return f"NEW-{number:09}", number


def _campaign(number: int) -> Body:
    return {"internalId": f"new-{number}", "channel": "web", "crm": {"stage": "won", "deal": {"id": f"new-{number}"}}}


def _customer(number: int) -> tuple[str, str]:
    customer = number % CUSTOMERS
    return f"Ada Byron{customer}", f"ada.byron{customer}@example.com"
