"""Merges vendor documents of an order: commutative and idempotent, so that the order of arrival does not matter.

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
from triplicate.core.documents.merge_document import MergeRules
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.sync import DocumentVersion, SyncState

replace = msgspec.structs.replace


def first_version(order: Order, digest: str) -> Order:
    """A newly decoded order with the key of its document, before any merge."""
    document_version = DocumentVersion(_key(order, digest), digest)
    shipments = tuple(replace(parcel, last_reported=document_version.key) for parcel in order.shipments)
    return replace(
        order,
        shipments=shipments,
        sync=replace(
            order.sync,
            documents={order.origin: document_version},
            reported_minimums=monotonic.raise_minimums(order, {}),
        ),
    )


def with_identities_of(incoming: Order, current: Order) -> Order:
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


def new_facts(incoming: Order, echo: Order, current: Order) -> Order:
    """The changes in a document of another dialect against our own rendering in that dialect (`echo`, decoded again).

    A rendering can be coarser than the order: a refunded order that reads as cancelled there was not cancelled. And the
    document may be outdated. State only moves forward, so an outdated document cannot change it, and is ignored where
    the order has ended or was refunded since; vendor statuses and history count only in a document that is not older
    than the order's last change.
    """
    known_parcels = {parcel.guid for parcel in echo.shipments}
    is_older = (incoming.updated_at or "") < (current.updated_at or "")
    ended_before = is_older and current.ending is not None
    is_settled = ended_before or (is_older and current.payment is lifecycle.Payment.REFUNDED)
    facts = replace(
        incoming,
        step=None if ended_before or incoming.step == echo.step else incoming.step,
        payment=None if ended_before or incoming.payment == echo.payment else incoming.payment,
        ending=None if is_settled or incoming.ending == echo.ending else incoming.ending,
        sync=replace(incoming.sync, vendor_statuses=_new_vendor_statuses(incoming, echo, current, is_older)),
        shipments=tuple(parcel for parcel in incoming.shipments if parcel.guid not in known_parcels),
    )
    return replace(facts, history=() if is_older else _new_history_entries(facts, echo, current))


def _new_vendor_statuses(incoming: Order, echo: Order, current: Order, is_older: bool) -> dict[str, str | int]:
    """The vendor statuses that the document adds, and those of its dialect that the order keeps."""
    if is_older:
        return {
            name: word for name, word in current.sync.vendor_statuses.items() if _dialect_of(name) == incoming.origin
        }
    current_statuses = current.sync.vendor_statuses
    return {
        name: word
        for name, word in incoming.sync.vendor_statuses.items()
        if word != echo.sync.vendor_statuses.get(name) or word == current_statuses.get(name)
    }


def _new_history_entries(facts: Order, echo: Order, current: Order) -> tuple[HistoryEntry, ...]:
    """Entries whose status neither the history nor our rendering has; an observed one only where the state changes."""
    known_statuses = {moment.status for moment in (*current.history, *echo.history)}
    changed_states: set[str] = {facts.ending} if facts.ending else set()
    if facts.step and lifecycle.further_step(current.step, facts.step) != current.step:
        changed_states.add(facts.step)
    return tuple(
        m for m in facts.history if m.status not in known_statuses and (not m.observed or m.status in changed_states)
    )


def absorb(current: Order, incoming: Order, dialect: str) -> Order:
    """`current` merged with a document of `dialect`; `incoming` is from `first_version`, with current identities."""
    document_version = incoming.sync.documents[incoming.origin]
    previous_version = current.sync.documents.get(dialect)
    is_newer = previous_version is None or document_version.key > previous_version.key
    incoming = _after_override(incoming, current)
    facts = (
        _with_local_records(incoming, current)
        if is_newer and _may_replace_facts(incoming, current, dialect)
        else current
    )
    has_new_facts, is_foreign = facts is not current, dialect != current.origin
    minimums = (
        current.sync.reported_minimums
        if is_foreign
        else monotonic.raise_minimums(incoming, current.sync.reported_minimums)
    )
    sync = replace(
        current.sync,
        documents={**current.sync.documents, dialect: document_version} if is_newer else current.sync.documents,
        reported_minimums=minimums,
        vendor_statuses=_merged_vendor_statuses(current, incoming, dialect)
        if is_newer and (is_foreign or has_new_facts)
        else current.sync.vendor_statuses,
    )
    records = current if is_foreign else monotonic.with_records(current, incoming)
    return replace(
        facts,
        origin=current.origin,
        version=current.version,
        step=lifecycle.further_step(current.step, incoming.step),
        payment=lifecycle.further_payment(current.payment, incoming.payment),
        ending=lifecycle.stronger_ending(current.ending, incoming.ending),
        sync=sync,
        lines=tuple(monotonic.at_least(line, minimums) for line in facts.lines),
        shipments=monotonic.join_shipments(current, incoming, has_new_facts, is_foreign),
        payments=records.payments,
        refunds=records.refunds,
        comments=records.comments,
        approved=True if records.approval and not is_foreign else facts.approved,
        approval=records.approval,
        history=monotonic.history(current.history, incoming.history),
    )


def is_unchanged(before: Order, after: Order) -> bool:
    """Whether two orders are equal apart from version and synchronisation state."""
    return _without_sync_state(before) == _without_sync_state(after)


def _without_sync_state(order: Order) -> Order:
    shipments = tuple(replace(parcel, last_reported="") for parcel in order.shipments)
    sync = SyncState(vendor_statuses=order.sync.vendor_statuses)
    return replace(order, version=0, shipments=shipments, sync=sync)


def _key(order: Order, digest: str) -> str:
    progress = lifecycle.STEP_RANK.get(order.step, 0) if order.step else 0
    ending = lifecycle.ENDING_RANK.get(order.ending, 0) if order.ending else 0
    return f"{order.updated_at or ''} {progress:02} {ending} {digest}"


def _merged_vendor_statuses(current: Order, incoming: Order, dialect: str) -> dict[str, str | int]:
    """The vendor statuses of the newest document, and those that other dialects reported themselves."""
    reporting_dialects = (
        current.sync.documents
        if dialect == current.origin
        else {_dialect_of(name) for name in current.sync.vendor_statuses}
    )
    other_statuses = {
        name: word
        for name, word in current.sync.vendor_statuses.items()
        if _dialect_of(name) != dialect and _dialect_of(name) in reporting_dialects
    }
    return {**other_statuses, **incoming.sync.vendor_statuses}


def _dialect_of(status_name: str) -> str:
    """The dialect in the name of a vendor status."""
    return status_name.partition(".")[0]


def _may_replace_facts(incoming: Order, current: Order, dialect: str) -> bool:
    """Whether a newer document may replace the facts of the order: of its own dialect, not before a local change."""
    return dialect == current.origin and (incoming.updated_at or "") >= (current.sync.changed_locally_at or "")


def _with_local_records(facts: Order, current: Order) -> Order:
    """The facts of a document, with the local records that no document contains."""
    current_lines = {line.guid: line for line in current.lines}
    lines = tuple(
        _with_local_counts(line, current_lines.get(line.guid), current.sync.reported_minimums) for line in facts.lines
    )
    return replace(
        facts,
        hold=current.hold if current.hold is not None and current.hold.actor is not None else facts.hold,
        payment_link=facts.payment_link or (current.payment_link if current.sync.changed_locally_at else None),
        lines=lines,
    )


def _with_local_counts(line: Line, current_line: Line | None, minimums: dict[str, str]) -> Line:
    """The line of a document, with larger returned or cancelled quantities that were recorded locally."""
    if current_line is None or all(
        claimed <= monotonic.minimum(minimums, name) for name, claimed in monotonic.counts(current_line)[1:]
    ):
        return line
    return replace(
        line,
        returned=current_line.returned,
        returned_quantity=max(current_line.returned_quantity, line.returned_quantity),
        cancelled_quantity=max(current_line.cancelled_quantity, line.cancelled_quantity),
        stage=current_line.stage,
    )


def _after_override(incoming: Order, current: Order) -> Order:
    """A document after an override of the state: without its state where it is older than the override."""
    overridden_at = current.sync.overridden_at
    if overridden_at is None or (incoming.updated_at or "") > overridden_at:
        return incoming
    lines = tuple(replace(line, fulfilled=ZERO) for line in incoming.lines)
    return replace(incoming, step=None, payment=None, ending=None, shipments=(), lines=lines)


ORDER_RULES = MergeRules(
    first_version=first_version,
    with_identities_of=with_identities_of,
    new_facts=new_facts,
    absorb=absorb,
    is_unchanged=is_unchanged,
)
