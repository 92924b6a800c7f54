"""What is refused, and that nothing has happened then: no order, number, money, event or file."""

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.pictures import picture
from tests.conftest import Demo
from tests.http.asking import SOMEBODY
from tests.printags.merchant import PAID_IN, PLAIN, Merchant, asked, message, opened
from tests.printags.speaking import SPEAKERS, Said, Speaker
from triplicate.dialects.printags import bodies

Body = dict[str, Any]


class Mistake(NamedTuple):
    """A change that makes a good order a bad one, the part of the body it is in, and what the sentence must name."""

    place: str
    named: tuple[str, ...]
    made: Callable[[Body], None]


def _line(**members: Any) -> Callable[[Body], None]:
    return lambda body: body["groups"][0].update(members)


def _to(**members: Any) -> Callable[[Body], None]:
    return lambda body: body["shipTo"].update(members)


def _address(**members: Any) -> Callable[[Body], None]:
    return lambda body: body["shipTo"]["address"].update(members)


def _order(**members: Any) -> Callable[[Body], None]:
    return lambda body: body.update(members)


def _without(*names: str | int) -> Callable[[Body], None]:
    def made(body: Any) -> None:
        for name in names[:-1]:
            body = body[name]
        del body[names[-1]]

    return made


def _uri(bytes_in_all: int) -> dict[str, str]:
    """A link whose message takes so many bytes: 4 of the record's head, 1 for `https://`, and the rest."""
    return {"type": "uri", "content": "https://" + "a" * (bytes_in_all - 5)}


NTAG213, NTAG424, MIFARE = "ntag213_pvccard_white", "ntag424_pvccard_white", "mifare1k_pvccard_white"
URI = {"type": "uri", "content": "https://example.com/"}
DYNAMIC = {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com/", "records": {"recordId": 1}}}
_QUANTITY, _NFC = "groups[0].quantity", "groups[0].nfc"
WRONG = {
    "an unknown model": Mistake("model", ("groups[0].modelId", "gold_card"), _line(modelId="gold_card")),
    "no model": Mistake("model", ("groups[0].modelId",), _without("groups", 0, "modelId")),
    "none of a card": Mistake("quantity", (_QUANTITY,), _line(quantity=0)),
    "less than none": Mistake("quantity", (_QUANTITY,), _line(quantity=-1)),
    "half a card": Mistake("quantity", (_QUANTITY,), _line(quantity=1.5)),
    "a number as text": Mistake("quantity", (_QUANTITY,), _line(quantity="5")),
    "too many cards": Mistake("quantity", (_QUANTITY,), _line(quantity=10_001)),
    "a truth for a number": Mistake("quantity", (_QUANTITY,), _line(quantity=True)),
    "an unknown file": Mistake("art", ("printingVisuals[0]", SOMEBODY), _line(printingVisuals=[SOMEBODY])),
    "no file at all": Mistake("art", ("printingVisuals[0]", "front.png"), _line(printingVisuals=["front.png"])),
    "three sides": Mistake("art", ("printingVisuals",), _line(printingVisuals=[SOMEBODY] * 3)),
    "a chip that is none": Mistake("nfc", (_NFC, "chip"), _line(modelId="pvccard_white", nfc=URI)),
    "more than an NTAG213 has": Mistake("nfc", (_NFC, "145", "144"), _line(modelId=NTAG213, nfc=_uri(143))),
    "more than an NTAG 424 has": Mistake("nfc", (_NFC, "257", "256"), _line(modelId=NTAG424, nfc=_uri(255))),
    "more than a MIFARE has": Mistake("nfc", (_NFC, "720", "716"), _line(modelId=MIFARE, nfc=_uri(717))),
    "an unknown sort of content": Mistake("nfc", (_NFC, "empty, uri"), _line(modelId=NTAG213, nfc={"type": "url"})),
    "a link that is none": Mistake("nfc", (_NFC, "URI"), _line(modelId=NTAG213, nfc={"type": "uri", "content": "x"})),
    "a text without words": Mistake("nfc", (_NFC, "text"), _line(modelId=NTAG213, nfc={"type": "text"})),
    "records of one's own": Mistake("nfc", (f"{_NFC}.dynamic.records",), _line(modelId=NTAG424, nfc=DYNAMIC)),
    "a slash": Mistake("line 1", ("addressLine1", "'/'"), _address(addressLine1="71/57 rue X")),
    "a line break": Mistake("line 1", ("addressLine1", r"'\n'"), _address(addressLine1="10 rue X\n")),
    "an empty line": Mistake("line 1", ("addressLine1",), _address(addressLine1="")),
    "two signs": Mistake("line 2", ("addressLine2", "'&'", "'#'"), _address(addressLine2="A & B #3")),
    "a Polish city": Mistake("city", ("shipTo.address.city", "'Ł'", "'ź'"), _address(city="Łódź")),
    "a name in Greek": Mistake("name", ("shipTo.name", "'\u0391'"), _to(name="\u0391lex")),
    "no name": Mistake("name", ("shipTo.name",), _without("shipTo", "name")),
    "no postcode": Mistake("postcode", ("postcode",), _address(postcode=" ")),
    "no country": Mistake("country", ("countryCode",), _without("shipTo", "address", "countryCode")),
    "an unknown country": Mistake("country", ("countryCode", "XX"), _address(countryCode="XX")),
    "a country of three letters": Mistake("country", ("countryCode", "FRA"), _address(countryCode="FRA")),
    "a letter that becomes two": Mistake("country", ("countryCode",), _address(countryCode="\u017fs")),
    "no address for letters": Mistake("email", ("shipTo.email", "jean@"), _to(email="jean@")),
    "two addresses": Mistake("email", ("shipTo.email", "a@b.fr, c@d.fr"), _to(email="a@b.fr, c@d.fr")),
    "no GUID": Mistake("id", ("shipTo.id", "17"), _to(id="17")),
    "a point nowhere": Mistake("point", ("servicePoint.country", "ZZ"), _to(servicePoint={"id": "1", "country": "ZZ"})),
    "an unknown carrier": Mistake("carrier", ("carrierServiceId", "pigeon"), _order(carrierServiceId="pigeon")),
    "a word for a truth": Mistake("draft", ("isDraft",), _order(isDraft="yes")),
    "a number for a name": Mistake("reference", ("reference",), _order(reference=17)),
    "a list of notes": Mistake("metadata", ("metadata",), _order(metadata=["a"])),
}
"""What is wrong by itself."""
UNFIT = {
    "no point where one is needed": (("servicePoint", "relay_point"), {"carrierServiceId": "relay_point"}),
    "a country it does not go to": (("carrierServiceId", "courier_express"), {"carrierServiceId": "courier_express"}),
}
"""What is wrong with the carrier service for this order."""


def _spoiled(*mistakes: Mistake) -> Body:
    body = asked({"modelId": NTAG213, "quantity": 2, "nfc": URI})
    for mistake in mistakes:
        mistake.made(body)
    return body


@pytest.fixture(scope="module")
def careless(demo: Demo, client: httpx.Client) -> Merchant:
    """A merchant who gets nothing right."""
    return opened(demo.house, client)


@pytest.mark.parametrize("speaks", SPEAKERS)
@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_named(careless: Merchant, name: str, speaks: Callable[[Merchant], Speaker]) -> None:
    before = careless.standing()
    with pytest.raises(Said) as caught:
        speaks(careless).create(_spoiled(WRONG[name]))
    assert caught.value.status == 400
    assert [word for word in WRONG[name].named if word not in caught.value.message] == []
    assert careless.standing() == before


def test_nothing_ordered(merchant: Merchant) -> None:
    before = merchant.standing()
    nothing: list[dict[str, Any]] = [{"groups": []}, {"groups": None}, {"groups": [], "products": []}]
    for lines in nothing:
        assert "products" in message(merchant.create(asked() | lines))
    for body in (["order"], "order", 17):
        message(merchant.create(body))
    message(merchant.ask("POST", "/accounts/@me/orders", content=b'{"shipTo": '))
    assert merchant.standing() == before


def test_too_many_cards_in_all(merchant: Merchant) -> None:
    before = merchant.standing()
    lines = [{"modelId": "pvccard_white", "quantity": 5_000}] * 2
    assert "10000" in message(merchant.create(asked(*lines, {"modelId": "pvccard_white"})))
    assert merchant.standing() == before


@pytest.mark.parametrize("name", UNFIT)
def test_a_service_that_does_not_fit(merchant: Merchant, name: str) -> None:
    before = merchant.standing()
    named, members = UNFIT[name]
    body = asked(**members)
    body["shipTo"]["address"]["countryCode"] = "FR" if "point" in name else "PL"
    told = message(merchant.create(body))
    assert all(word in told for word in named)
    assert merchant.standing() == before


def test_a_pick_up_point_for_a_service_that_has_none(merchant: Merchant) -> None:
    body = asked(carrierServiceId="courier_express")
    body["shipTo"]["servicePoint"] = {"id": "1"}
    assert "servicePoint" in message(merchant.create(body))


def test_somebody_elses_file_is_none(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    other = opened(demo.house, client)
    theirs = other.uploaded(picture(colour=3))
    before = merchant.standing()
    told = message(merchant.create(asked({"modelId": NTAG213, "printingVisuals": [theirs]})))
    unknown = message(merchant.create(asked({"modelId": NTAG213, "printingVisuals": [SOMEBODY]})))
    assert told == unknown.replace(SOMEBODY, theirs)
    assert merchant.ask("GET", f"/accounts/@me/files/{theirs}").status_code == 404
    assert merchant.standing() == before


def test_somebody_elses_account_and_order_are_none(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    other = opened(demo.house, client)
    id = other.created(asked(isDraft=True))
    before = other.standing()
    for path in (f"/accounts/{other.account}/orders", f"/accounts/{SOMEBODY}/orders"):
        assert message(merchant.ask("POST", path, json=asked()), 404) == f"No account {path.split('/')[2]!r} exists."
    for account in ("@me", merchant.account):
        told = message(merchant.ask("POST", f"/accounts/{account}/orders/{id}/validate"), 404)
        assert told == f"No order {id!r} exists in this account."
    assert other.standing() == before


def test_a_token_that_only_reads(merchant: Merchant) -> None:
    id = merchant.created(asked(isDraft=True))
    before = merchant.standing()
    for path in ("/accounts/@me/orders", f"/accounts/@me/orders/{id}/validate"):
        assert "orders:write" in message(merchant.ask("POST", path, "reader", json=asked()), 401)
    assert merchant.standing() == before


def test_what_can_be_validated_is_a_draft(merchant: Merchant) -> None:
    firm, draft, dropped = merchant.created(asked()), *(merchant.created(asked(isDraft=True)) for _ in range(2))
    merchant.at_work(dropped, "cancellation")
    assert merchant.ask("POST", f"/accounts/@me/orders/{draft}/validate").status_code == 200
    before = merchant.standing()
    for id in (firm, draft, dropped):
        assert "validate" in message(merchant.ask("POST", f"/accounts/@me/orders/{id}/validate"))
    for id in (SOMEBODY, "17", "@me"):
        message(merchant.ask("POST", f"/accounts/@me/orders/{id}/validate"), 404)
    assert merchant.standing() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mistakes_together_leave_nothing_behind(careless: Merchant, data: st.DataObject) -> None:
    """One mistake in each of several places: all are named, unless some are of type; then those are."""
    names = data.draw(st.lists(st.sampled_from(sorted(WRONG)), min_size=1, max_size=6, unique_by=_place))
    before = careless.standing()
    body = {"isDraft": data.draw(st.booleans())} | _spoiled(*(WRONG[name] for name in names))
    told = message(careless.create(body))
    named = [all(word in told for word in WRONG[name].named) for name in names]
    assert all(named) if _is_well_formed(body) else any(named)
    assert careless.standing() == before


def _is_well_formed(body: Body) -> bool:
    try:
        msgspec.convert(body, bodies.NewOrder)
    except msgspec.ValidationError:
        return False
    return True


def _place(name: str) -> str:
    place = WRONG[name].place
    return "model" if place == "nfc" else place


def test_after_any_refusals_the_numbers_have_no_gap(merchant: Merchant) -> None:
    first = merchant.created(asked())
    for mistake in WRONG.values():
        message(merchant.create(_spoiled(mistake)))
    second = merchant.created(asked())
    numbers = [merchant.native(id)["number"] for id in (first, second)]
    lines = [merchant.native(id)["lines"][0]["number"] for id in (first, second)]
    assert (numbers, lines) == ([1, 2], [1, 2])
    assert [entry.number for entry in merchant.entries] == [1, 2, 3]
    assert merchant.balance == PAID_IN - 2 * PLAIN
