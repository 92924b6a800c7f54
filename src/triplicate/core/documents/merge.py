"""Merges vendor documents of an order; commutative and idempotent, so the order of arrival does not matter.

Every document has a sort key: last change, progress, digest. The facts of an order come from the newest document
(greatest key) of its own dialect. Grow-only data are joined from all documents: progress, payment, ending, fulfilled
quantities, shipments, history (`core.documents.monotonic`). So any permutation and any repetition of the same documents
gives the same order.

Local changes win over older documents: a document older than the last local change does not revert it, and no document
changes local payments, refunds, comments, returns or holds. Those in documents of the native dialect are joined with
them. After an override, older documents do not change the state.
"""

import msgspec

from triplicate.core import lifecycle
from triplicate.core.documents import monotonic
from triplicate.core.order.history import Moment, Source
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


def first(order: Order, digest: str) -> Order:
    """A newly decoded order with the key of its document, before any merge."""
    source = Source(_key(order, digest), digest)
    parcels = tuple(replace(parcel, seen=source.key) for parcel in order.shipments)
    return replace(order, shipments=parcels, sources={order.origin: source}, floors=monotonic.raised_floors(order, {}))


def identified(incoming: Order, current: Order) -> Order:
    """`incoming` with the ids, numbers, account and owner of the existing order and its lines."""
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
    """The changes in a document of another dialect against our own rendering in that dialect (`echo`, decoded again).

    A rendering can be coarser than the order: a refunded order that reads as cancelled there was not cancelled. And the
    document may be outdated. State only moves forward, so an outdated document cannot change it, and is ignored where
    the order has ended or was refunded since; vendor statuses and history count only in a document that is not older
    than the order's last change.
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
        words=_new_words(told, echo, current, old),
        shipments=tuple(parcel for parcel in told.shipments if parcel.guid not in known),
    )
    return replace(news, history=() if old else _new_moments(news, echo, current))


def _new_words(told: Order, echo: Order, current: Order, old: bool) -> dict[str, str | int]:
    """The vendor statuses that the document adds, and those of its dialect that the order keeps."""
    if old:
        return {name: word for name, word in current.words.items() if _owner(name) == told.origin}
    known = current.words
    return {name: word for name, word in told.words.items() if word != echo.words.get(name) or word == known.get(name)}


def _new_moments(news: Order, echo: Order, current: Order) -> tuple[Moment, ...]:
    """Entries whose status neither the history nor our rendering has; an observed one only where the state changes."""
    known = {moment.word for moment in (*current.history, *echo.history)}
    moves: set[str] = {news.ending} if news.ending else set()
    if news.step and lifecycle.further_step(current.step, news.step) != current.step:
        moves.add(news.step)
    return tuple(m for m in news.history if m.word not in known and (not m.observed or m.word in moves))


def absorb(current: Order, incoming: Order, dialect: str) -> Order:
    """`current` merged with a document of `dialect`; `incoming` is from `first_version`, with current identities."""
    source = incoming.sources[incoming.origin]
    known = current.sources.get(dialect)
    newer = known is None or source.key > known.key
    incoming = _since_override(incoming, current)
    facts = _with_our_own(incoming, current) if newer and _may_tell(incoming, current, dialect) else current
    told, foreign = facts is not current, dialect != current.origin
    floors = current.floors if foreign else monotonic.raised_floors(incoming, current.floors)
    records = current if foreign else monotonic.with_records(current, incoming)
    return replace(
        facts,
        origin=current.origin,
        version=current.version,
        step=lifecycle.further_step(current.step, incoming.step),
        payment=lifecycle.further_payment(current.payment, incoming.payment),
        ending=lifecycle.stronger_ending(current.ending, incoming.ending),
        words=_words(current, incoming, dialect) if newer and (foreign or told) else current.words,
        lines=tuple(monotonic.at_least(line, floors) for line in facts.lines),
        shipments=monotonic.parcels(current, incoming, told, foreign),
        payments=records.payments,
        refunds=records.refunds,
        comments=records.comments,
        approved=True if records.approval and not foreign else facts.approved,
        approval=records.approval,
        history=monotonic.history(current.history, incoming.history),
        sources={**current.sources, dialect: source} if newer else current.sources,
        floors=floors,
        residue=current.residue,
        sealed=current.sealed,
    )


def unchanged(before: Order, after: Order) -> bool:
    """Whether two orders are equal apart from version and synchronisation state."""
    return _told(before) == _told(after)


def _told(order: Order) -> Order:
    parcels = tuple(replace(parcel, seen="") for parcel in order.shipments)
    return replace(order, version=0, sources={}, floors={}, shipments=parcels, whole=0, residue={}, sealed={})


def _key(order: Order, digest: str) -> str:
    progress = lifecycle.STEP_RANK.get(order.step, 0) if order.step else 0
    ending = lifecycle.ENDING_RANK.get(order.ending, 0) if order.ending else 0
    return f"{order.updated_at or ''} {progress:02} {ending} {digest}"


def _words(current: Order, incoming: Order, dialect: str) -> dict[str, str | int]:
    """The vendor statuses of the newest document, and those that other dialects reported themselves."""
    telling = current.sources if dialect == current.origin else {_owner(name) for name in current.words}
    others = {name: word for name, word in current.words.items() if _owner(name) != dialect and _owner(name) in telling}
    return {**others, **incoming.words}


def _owner(word: str) -> str:
    """The dialect in the name of a vendor status."""
    return word.partition(".")[0]


def _may_tell(incoming: Order, current: Order, dialect: str) -> bool:
    """Whether a newer document may replace the facts of the order: of its own dialect, not before a local change."""
    return dialect == current.origin and (incoming.updated_at or "") >= (current.worked_at or "")


def _with_our_own(told: Order, current: Order) -> Order:
    """The facts of a document, with the local records that no document contains."""
    known = {line.guid: line for line in current.lines}
    lines = tuple(_with_our_counts(line, known.get(line.guid), current.floors) for line in told.lines)
    return replace(
        told,
        hold=current.hold if current.hold is not None and current.hold.actor is not None else told.hold,
        payment_link=told.payment_link or (current.payment_link if current.worked_at else None),
        worked_at=current.worked_at,
        overridden=current.overridden,
        lines=lines,
    )


def _with_our_counts(told: Line, known: Line | None, floors: dict[str, str]) -> Line:
    """The line of a document, with larger returned or cancelled quantities that were recorded locally."""
    if known is None or all(claimed <= monotonic.floor(floors, name) for name, claimed in monotonic.counts(known)[1:]):
        return told
    return replace(
        told,
        returned=known.returned,
        returned_quantity=max(known.returned_quantity, told.returned_quantity),
        cancelled_quantity=max(known.cancelled_quantity, told.cancelled_quantity),
        stage=known.stage,
    )


def _since_override(incoming: Order, current: Order) -> Order:
    """A document after an override of the state: without its state where it is older than the override."""
    if current.overridden is None or (incoming.updated_at or "") > current.overridden:
        return incoming
    lines = tuple(replace(line, fulfilled=ZERO) for line in incoming.lines)
    return replace(incoming, step=None, payment=None, ending=None, shipments=(), lines=lines)
