"""Merging: a later document of the same order is a vendor update, absorbed whatever the order of arrival.

Every document has a key: when it was last changed, how far it is, and its digest. The facts of an order are those of
the newest document (greatest key) of the dialect it came by. On top of them what only ever grows is joined from all
documents: progress, payment, ending, what has been fulfilled, parcels, history. So any permutation and any repetition
of the same documents ends in the same order.
"""

from decimal import Decimal

import msgspec

from triplicate.core import lifecycle
from triplicate.core.order import ZERO, Line, Moment, Order, Shipment, Source

replace = msgspec.structs.replace


def first(order: Order, digest: str) -> Order:
    """A newly read order with the key of its document: as it is before anything was merged."""
    source = Source(_key(order, digest), digest)
    parcels = tuple(replace(parcel, seen=source.key) for parcel in order.shipments)
    return replace(order, shipments=parcels, sources={order.origin: source}, floors=_floors(order, {}))


def identified(incoming: Order, current: Order) -> Order:
    """`incoming` under the identities that the order and its lines already have."""
    numbers = {line.guid: line.number for line in current.lines}
    oids = {line.guid: line.oid for line in current.lines}
    lines = tuple(
        replace(line, number=numbers.get(line.guid, line.number), oid=oids.get(line.guid, line.oid))
        for line in incoming.lines
    )
    return replace(
        incoming,
        guid=current.guid,
        oid=current.oid,
        number=current.number,
        account=current.account,
        owner=current.owner,
        lines=lines,
    )


def news(told: Order, echo: Order, current: Order) -> Order:
    """What a document of another dialect tells beyond our own copy in that dialect (`echo`, read back).

    A copy is coarser than the order: that a refunded order reads as cancelled there is no news that it was cancelled.
    And it may be an old copy. State only ever moves forward, so that an old copy tells nothing of it, unless the order
    has ended or was refunded since; words and history it tells only when it was not changed before the order was.
    """
    known = {parcel.guid for parcel in echo.shipments}
    old = (told.updated_at or "") < (current.updated_at or "")
    ended = old and current.ending is not None
    settled = ended or (old and current.payment is lifecycle.Payment.REFUNDED)
    news = replace(
        told,
        step=None if ended or told.step == echo.step else told.step,
        payment=None if ended or told.payment == echo.payment else told.payment,
        ending=None if settled or told.ending == echo.ending else told.ending,
        words={} if old else {name: word for name, word in told.words.items() if echo.words.get(name) != word},
        shipments=tuple(parcel for parcel in told.shipments if parcel.guid not in known),
    )
    return replace(news, history=() if old else _new_moments(news, current))


def _new_moments(news: Order, current: Order) -> tuple[Moment, ...]:
    """The moments of words that the history does not have yet; an observed one only where the order really moves."""
    known = {moment.word for moment in current.history}
    moves: set[str] = {news.ending} if news.ending else set()
    if news.step and lifecycle.further_step(current.step, news.step) != current.step:
        moves.add(news.step)
    return tuple(m for m in news.history if m.word not in known and (not m.observed or m.word in moves))


def absorb(current: Order, incoming: Order, dialect: str) -> Order:
    """`current` after a document that `dialect` read as `incoming` (made by `first`, under current identities)."""
    source = incoming.sources[incoming.origin]
    known = current.sources.get(dialect)
    newer = known is None or source.key > known.key
    facts = incoming if newer and dialect == current.origin else current
    floors = _floors(incoming, current.floors) if dialect == current.origin else current.floors
    return replace(
        facts,
        origin=current.origin,
        version=current.version,
        step=lifecycle.further_step(current.step, incoming.step),
        payment=lifecycle.further_payment(current.payment, incoming.payment),
        ending=lifecycle.stronger_ending(current.ending, incoming.ending),
        words=_words(current, incoming, dialect) if newer else current.words,
        lines=tuple(_raised(line, floors) for line in facts.lines),
        shipments=_parcels(current, incoming, facts, foreign=dialect != current.origin),
        history=_history(current.history, incoming.history),
        sources={**current.sources, dialect: source} if newer else current.sources,
        floors=floors,
        residue=current.residue,
        sealed=current.sealed,
    )


def unchanged(before: Order, after: Order) -> bool:
    """Whether the two say the same, whatever documents they heard it from."""
    return _told(before) == _told(after)


def _told(order: Order) -> Order:
    parcels = tuple(replace(parcel, seen="") for parcel in order.shipments)
    return replace(order, version=0, sources={}, floors={}, shipments=parcels, whole=0, residue={}, sealed={})


def _key(order: Order, digest: str) -> str:
    progress = lifecycle.STEP_RANK.get(order.step, 0) if order.step else 0
    ending = lifecycle.ENDING_RANK.get(order.ending, 0) if order.ending else 0
    return f"{order.updated_at or ''} {progress:02} {ending} {digest}"


def _floors(order: Order, floors: dict[str, str]) -> dict[str, str]:
    """The most that any document has claimed to be fulfilled, by line: a later one may not take it back."""
    raised = dict(floors)
    for line in order.lines:
        if line.fulfilled > Decimal(raised.get(line.guid, "0")):
            raised[line.guid] = str(line.fulfilled)
    return raised


def _raised(line: Line, floors: dict[str, str]) -> Line:
    floor = Decimal(floors[line.guid]) if line.guid in floors else ZERO
    return replace(line, fulfilled=min(line.quantity, floor)) if floor > line.fulfilled else line


def _words(current: Order, incoming: Order, dialect: str) -> dict[str, str | int]:
    """Native words no axis knows: those of the newest document, each dialect's for itself."""
    others = {name: word for name, word in current.words.items() if name.partition(".")[0] != dialect}
    return {**others, **incoming.words}


def _history(known: tuple[Moment, ...], told: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """All that documents stated; what was only observed (the state at some date) counts once, at the earliest."""
    together = sorted({*known, *told})
    return tuple(
        moment
        for place, moment in enumerate(together)
        if not (moment.observed and any(earlier.word == moment.word for earlier in together[:place]))
    )


def _parcels(current: Order, incoming: Order, facts: Order, foreign: bool) -> tuple[Shipment, ...]:
    """Every parcel that any document named, each as its newest document has it: older ones first, then the facts' own.

    Parcels of one dialect are told apart by their id; a parcel told by another dialect is known by its tracking number.
    """
    newest = {parcel.guid: parcel for parcel in current.shipments}
    tracked = {parcel.tracking_number for parcel in current.shipments if parcel.tracking_number}
    for parcel in incoming.shipments:
        known = newest.get(parcel.guid)
        if foreign and (known or parcel.tracking_number in tracked):
            continue
        if known is None or parcel.seen > known.seen:
            newest[parcel.guid] = parcel
    own = facts.sources[current.origin].key if current.origin in facts.sources else ""
    mine = facts.shipments if facts is incoming else current.shipments
    latest = [newest[parcel.guid] for parcel in mine if newest[parcel.guid].seen == own]
    older = sorted((p for p in newest.values() if p.seen != own), key=lambda p: (p.seen, p.guid))
    return (*older, *latest)
