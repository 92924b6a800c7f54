"""Hypothesis strategies of requests: sensible ones and absurd ones for a given order."""

from typing import Any

from hypothesis import strategies as st

Body = dict[str, Any]
REFERENCES = ["PO-1", "PO-2", "PO 3, rev 2", "Größe"]
PEOPLE = ["Ada Lovelace", "Änne Straße", "Ada"]
EMAILS = ["ada@example.com", "ADA@example.com", "aenne@example.org"]
SKUS = ["CARD-01", "card-01", "STAND, oak"]
TRACKING = ["3S1", "3S2"]

_quantities = st.sampled_from([1, 2, 3, 5, 0.5, 2.25])
_prices = st.sampled_from([None, "0", "0.005", "2.50", "12.345"])
_amounts = st.sampled_from([None, 0, 1, 250, 495, 10**6])
_absurd = st.sampled_from([-1, 0, 1e-9, 10**12, "two", None, True])


def _some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Body]:
    return st.fixed_dictionaries({}, optional=members)


def lines() -> st.SearchStrategy[list[Body]]:
    """Lines to be ordered."""
    members = {"quantity": _quantities, "sku": st.sampled_from(SKUS), "unit_price": _prices}
    return st.lists(st.fixed_dictionaries(members), min_size=1, max_size=3)


def orders() -> st.SearchStrategy[Body]:
    """Orders to be placed."""
    optional = {
        "draft": st.booleans(),
        "track_pieces": st.booleans(),
        "reference": st.sampled_from(REFERENCES),
        "buyer": _some(name=st.sampled_from(PEOPLE), email=st.sampled_from(EMAILS)),
        "ship_to": _some(name=st.sampled_from(PEOPLE), email=st.sampled_from(EMAILS), city=st.just("Utrecht")),
        "shipping_amount": _amounts,
        "tax_amount": _amounts,
        "metadata": st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), max_size=2),
    }
    return st.fixed_dictionaries({"lines": lines()}, optional=optional)


@st.composite
def actions(draw: st.DrawFn, order: Body) -> tuple[str, str, Body]:
    """The name of a verb, its place under an order's path (with the method), and a body for it."""
    name = draw(st.sampled_from([*_BODIES, "accept", "accept", "ship", "ship", "record payment", "deliver"]))
    method, path, body = _BODIES[name]
    return name, f"{method} {path}", draw(body(order))


def amendments(order: Body) -> st.SearchStrategy[Body]:
    """What shall be otherwise: some members, some of the lines, other ones."""
    kept = [{"id": line["id"]} for line in order["lines"]]
    more = [{**line, "quantity": 2} for line in kept] + [{"sku": "MORE", "quantity": 1, "unit_price": "1.00"}]
    return _some(
        reference=st.sampled_from([None, *REFERENCES]),
        metadata=st.dictionaries(st.sampled_from("ab"), st.none() | st.integers(0, 2), max_size=2),
        ship_to=st.none() | _some(name=st.sampled_from(PEOPLE)),
        shipping_amount=_amounts,
        lines=st.lists(st.sampled_from([*kept, *more]), max_size=3, unique_by=repr) | st.just(kept),
    )


def _nothing(order: Body) -> st.SearchStrategy[Body]:
    return st.just({})


def _portions(order: Body) -> st.SearchStrategy[Body]:
    names = [str(line[name]) for line in order["lines"] for name in ("id", "oid", "number")]
    one = st.fixed_dictionaries({"line": st.sampled_from([*names, "999"]), "quantity": _quantities | _absurd})
    return st.just({}) | st.just({}) | st.fixed_dictionaries({"items": st.lists(one, max_size=2)})


def _shipment(order: Body) -> st.SearchStrategy[Body]:
    pieces = [unit["id"] for unit in order["units"] or []]
    tracked = _some(tracking_number=st.sampled_from(TRACKING), carrier=st.just("UPS"))
    units = st.fixed_dictionaries({"units": st.lists(st.sampled_from(pieces), max_size=2)}) if pieces else st.just({})
    return st.builds(lambda what, how: {**what, **how}, _portions(order) | units, tracked)


def _delivery(order: Body) -> st.SearchStrategy[Body]:
    parcels = [parcel["id"] for parcel in order["shipments"]]
    return _some(shipment=st.sampled_from([*parcels, "none"]))


def _tracking(order: Body) -> st.SearchStrategy[Body]:
    parcels = [parcel["id"] for parcel in order["shipments"]]
    return _some(shipment=st.sampled_from([*parcels, "none"]), tracking_number=st.sampled_from(TRACKING))


def _step(order: Body) -> st.SearchStrategy[Body]:
    return st.fixed_dictionaries({"step": st.sampled_from(["in_queue", "manufacturing", "packaged", "shipped", "up"])})


def _money(order: Body) -> st.SearchStrategy[Body]:
    return _some(amount=_amounts | _absurd)


def _override(order: Body) -> st.SearchStrategy[Body]:
    return st.fixed_dictionaries(
        {"reason": st.just("by mistake")},
        optional={
            "step": st.sampled_from(["created", "processing", "shipped"]),
            "ending": st.sampled_from([None, "failed"]),
            "shipments_removed": st.just([parcel["id"] for parcel in order["shipments"][:1]]),
        },
    )


_BODIES: dict[str, Any] = {
    "place": ("POST", "/placement", _nothing),
    "accept": ("POST", "/acceptance", _nothing),
    "advance": ("POST", "/steps", _step),
    "ship": ("POST", "/shipments", _shipment),
    "track": ("POST", "/tracking", _tracking),
    "deliver": ("POST", "/deliveries", _delivery),
    "return": ("POST", "/returns", _portions),
    "hold": ("POST", "/hold", lambda order: _some(reason=st.just("stock"))),
    "release": ("DELETE", "/hold", _nothing),
    "cancel": ("POST", "/cancellation", _portions),
    "expire": ("POST", "/expiry", _nothing),
    "fail": ("POST", "/failure", _nothing),
    "request payment": ("POST", "/payment-requests", lambda order: _some(pending=st.booleans())),
    "record payment": ("POST", "/payments", _money),
    "refund": ("POST", "/refunds", _money),
    "approve": ("POST", "/approval", _nothing),
    "comment": ("POST", "/comments", lambda order: st.just({"text": "On Friday."})),
    "override": ("POST", "/overrides", _override),
}
