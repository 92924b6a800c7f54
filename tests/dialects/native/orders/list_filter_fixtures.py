"""Hypothesis strategies of list filters, and an independent test of which orders match them."""

import re
import unicodedata
from typing import Any

from hypothesis import strategies as st

from tests.conformance.registry import VENDOR
from tests.dialects.native.orders import request_fixtures

Query = dict[str, list[str]]
_STAGES = ["draft", "placed", "accepted", "queued", "in production", "packed", "shipped", "delivered"]
_FREE_TEXT_FILTERS: dict[str, list[str]] = {
    "reference": [*request_fixtures.REFERENCES, "PO"],
    "email": [*request_fixtures.EMAILS, "nobody@example.com"],
    "sku": [*request_fixtures.SKUS, "MORE"],
    "tracking": request_fixtures.TRACKING,
}
_CHOICE_FILTERS: dict[str, list[str]] = {
    "stage": _STAGES,
    "step": ["draft", "created", "validated", "manufacturing", "shipped", "unknown"],
    "payment": ["none", "unpaid", "pending", "paid", "partially refunded", "refunded"],
    "ending": ["none", "cancelled", "returned", "failed", "expired"],
    "fulfilment": ["none", "partial", "complete"],
    "origin": ["native", VENDOR],
}
_SEARCHES = ["ada", "ADA love", "anne", "Ä", "strasse", "straß", "po", "grosse", "3 po", "rev 2", "example", "zzz", "1"]


def filters() -> st.SearchStrategy[Query]:
    """None to three filters, each with one value or several."""
    choices = {
        name: st.lists(st.sampled_from(values), min_size=1, max_size=3) for name, values in _FREE_TEXT_FILTERS.items()
    }
    choices |= {
        name: st.lists(st.sampled_from(values), min_size=1, max_size=3) for name, values in _CHOICE_FILTERS.items()
    }
    choices |= {"held": st.sampled_from([["true"], ["false"]]), "q": st.sampled_from([[text] for text in _SEARCHES])}
    names = st.lists(st.sampled_from(sorted(choices)), max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: choices[name] for name in chosen}))


def matches(order: dict[str, Any], query: Query) -> bool:
    """Whether an order belongs in the list."""
    return all(_matches(order, name, values) for name, values in query.items())


def _matches(order: dict[str, Any], name: str, values: list[str]) -> bool:
    match name:
        case "held":
            return (order["hold"] is not None) is (values == ["true"])
        case "ending":
            return (order["ending"] or "none") in values
        case "email":
            return bool({email.casefold() for email in _emails(order)} & {value.casefold() for value in values})
        case "sku":
            return any(line["sku"] in values for line in order["lines"])
        case "tracking":
            return any(parcel["tracking_number"] in values for parcel in order["shipments"])
        case "q":
            said = _texts(order)
            return all(any(word.startswith(begun) for word in said) for begun in _words(values[0]))
        case _:
            return order[name] in values


def _texts(order: dict[str, Any]) -> list[str]:
    people = [party for party in (order["buyer"], order["ship_to"], order["bill_to"]) if party is not None]
    names = [party["name"] or "" for party in people]
    ids = [str(order["number"]), order["oid"], order["id"][:8]]
    return [word for text in (*names, *_emails(order), *ids, order["reference"] or "") for word in _words(text)]


def _emails(order: dict[str, Any]) -> list[str]:
    parties = (order["buyer"], order["ship_to"], order["bill_to"])
    return [party["email"] for party in parties if party is not None and party["email"]]


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))
