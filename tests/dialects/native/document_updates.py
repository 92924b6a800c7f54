"""Successive documents of one native order, as a Hypothesis strategy."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.strategies import vendor_statuses
from tests.strategies.complete_native_document import COMPLETE, LINES
from tests.strategies.native_documents import ENDINGS, PAYMENTS, STEPS
from tests.strategies.update_members import DAYS, EXTRA_MEMBERS, TRACKING_NUMBERS, moment

_RECORDS = [f"cc3e4567-e89b-12d3-a456-42661417400{n}" for n in range(3)]


def complete(**members: Any) -> dict[str, Any]:
    """The complete document without its envelope, with these members instead of its own."""
    return deepcopy({**COMPLETE, **members})


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """The native order f00e4567 on some day."""
    body = complete(
        step=draw(st.sampled_from([*STEPS, "glazing", None])),
        payment=draw(st.sampled_from([*PAYMENTS, "disputed", None])),
        ending=draw(st.sampled_from([None, None, None, *ENDINGS])),
        hold=draw(st.sampled_from([None, {"reason": "address", "since": moment(1), "by": "marie@example.fr"}])),
        words=draw(st.sampled_from([{}, {vendor_statuses.names()[-1]: "lost_at_sea"}, {"workshop": "drying"}])),
        updated_at=moment(draw(DAYS)),
    )
    body["shipments"] = [_sent(number, draw(st.integers(0, 2))) for number in draw(TRACKING_NUMBERS)]
    body["history"] += [{"at": moment(day), "status": "batching", "observed": False} for day in draw(st.sets(DAYS))]
    for name in ("payments", "refunds", "comments"):
        body[name] = [{**body[name][0], "id": id} for id in draw(st.lists(st.sampled_from(_RECORDS), unique=True))]
    for line in body["lines"]:
        for part in ("fulfilled", "returned", "cancelled"):
            line[part] = draw(st.integers(0, line["quantity"]))
    return {**body, **draw(EXTRA_MEMBERS)}


def _sent(number: str, count: int) -> dict[str, Any]:
    id = f"f23e4567-e89b-12d3-a456-4266141740{number[1:]:0>2}"
    item = {"line": LINES[0], "label": "OAK-424", "quantity": count}
    return {
        **complete()["shipments"][0],
        "id": id,
        "tracking_number": number,
        "items": [item],
        "units": [],
    }
