"""Hypothesis strategies of valid documents of each dialect, and their envelopes."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.strategies import wire_documents
from triplicate.discovery import load_dialects

CODECS = {dialect.name: dialect.codec for dialect in load_dialects()}
DIALECTS = tuple(CODECS)


@cache
def documents_of(dialect: str, foreign: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of a dialect, without the envelope, and where not `foreign`, without members unknown to it."""
    return wire_documents.documents(CODECS[dialect].wire_type, CONFORMANCES[dialect].members, foreign)


def in_envelope(dialect: str, document: Any) -> Any:
    """The success answer of a dialect around a document; where it has no envelope, the document."""
    envelope = CODECS[dialect].envelope
    for name in reversed(envelope):
        document = {name: document}
    return {"success": True, **document} if envelope else document


def without_envelope(dialect: str, reply: Any) -> Any:
    """The document in a dialect's success answer."""
    for name in CODECS[dialect].envelope:
        reply = reply[name]
    return reply
