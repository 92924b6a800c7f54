"""Invalid Printags orders: each mistake with the words that the error message must contain."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT
from tests.dialects.printags.printags_api_fixtures import new_order

Body = dict[str, Any]


class Mistake(NamedTuple):
    """A change that makes a good order a bad one, the part of the body it is in, and what the sentence must name."""

    place: str
    expected_words: tuple[str, ...]
    apply: Callable[[Body], None]


def _line(**members: Any) -> Callable[[Body], None]:
    return lambda body: body["groups"][0].update(members)


def _recipient(**members: Any) -> Callable[[Body], None]:
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
MISTAKES = {
    "an unknown model": Mistake("model", ("groups[0].modelId", "gold_card"), _line(modelId="gold_card")),
    "no model": Mistake("model", ("groups[0].modelId",), _without("groups", 0, "modelId")),
    "none of a card": Mistake("quantity", (_QUANTITY,), _line(quantity=0)),
    "less than none": Mistake("quantity", (_QUANTITY,), _line(quantity=-1)),
    "half a card": Mistake("quantity", (_QUANTITY,), _line(quantity=1.5)),
    "a number as text": Mistake("quantity", (_QUANTITY,), _line(quantity="5")),
    "too many cards": Mistake("quantity", (_QUANTITY,), _line(quantity=10_001)),
    "a truth for a number": Mistake("quantity", (_QUANTITY,), _line(quantity=True)),
    "an unknown file": Mistake(
        "art", ("printingVisuals[0]", UNKNOWN_ACCOUNT), _line(printingVisuals=[UNKNOWN_ACCOUNT])
    ),
    "no file at all": Mistake("art", ("printingVisuals[0]", "front.png"), _line(printingVisuals=["front.png"])),
    "three sides": Mistake("art", ("printingVisuals",), _line(printingVisuals=[UNKNOWN_ACCOUNT] * 3)),
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
    "a name in Greek": Mistake("name", ("shipTo.name", "'\u0391'"), _recipient(name="\u0391lex")),
    "a name of spaces": Mistake("name", ("shipTo.name",), _recipient(name="  ")),
    "a street of spaces": Mistake("line 1", ("addressLine1",), _address(addressLine1=" ")),
    "no name": Mistake("name", ("shipTo.name",), _without("shipTo", "name")),
    "no postcode": Mistake("postcode", ("postcode",), _address(postcode=" ")),
    "no country": Mistake("country", ("countryCode",), _without("shipTo", "address", "countryCode")),
    "an unknown country": Mistake("country", ("countryCode", "XX"), _address(countryCode="XX")),
    "a country of three letters": Mistake("country", ("countryCode", "FRA"), _address(countryCode="FRA")),
    "a letter that becomes two": Mistake("country", ("countryCode",), _address(countryCode="\u017fs")),
    "no address for letters": Mistake("email", ("shipTo.email", "jean@"), _recipient(email="jean@")),
    "two addresses": Mistake("email", ("shipTo.email", "a@b.fr, c@d.fr"), _recipient(email="a@b.fr, c@d.fr")),
    "no GUID": Mistake("id", ("shipTo.id", "17"), _recipient(id="17")),
    "a point nowhere": Mistake(
        "point", ("servicePoint.country", "ZZ"), _recipient(servicePoint={"id": "1", "country": "ZZ"})
    ),
    "an unknown packaging": Mistake("packaging", ("groups[0].packagingId", "paper"), _line(packagingId="paper")),
    "a letter in the parcel": Mistake("letter", ("$.shippingLetter", "not offered"), _order(shippingLetter=["x"])),
    "a file in the parcel": Mistake("letter", ("$.shippingFiles", "not offered"), _order(shippingFiles=["x"])),
    "an unknown carrier": Mistake("carrier", ("carrierServiceId", "pigeon"), _order(carrierServiceId="pigeon")),
    "a word for a truth": Mistake("draft", ("isDraft",), _order(isDraft="yes")),
    "a number for a name": Mistake("reference", ("reference",), _order(reference=17)),
    "a list of notes": Mistake("metadata", ("metadata",), _order(metadata=["a"])),
}
"""What is wrong by itself."""


def invalid_order(*mistakes: Mistake) -> Body:
    """A good order with these mistakes in it."""
    body = new_order({"modelId": NTAG213, "quantity": 2, "nfc": URI})
    for mistake in mistakes:
        mistake.apply(body)
    return body
