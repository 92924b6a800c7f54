"""Links to stored files in a copy: in their places, the ids of the files, as in the document that came in."""

from tests.conformance.protocol import Document
from tests.strategies.documents import CODECS
from triplicate.core.documents.codec import ImportContext
from triplicate.demo import documents


def replace_links(dialect: str, copy: Document) -> list[str]:
    """Puts the ids of the demo's files in the places of their links in a copy; returns the links."""
    links: list[str] = []

    def file_of(text: str) -> str | None:
        file = next((file.id for file in documents.files() if f"/media/{file.id}" in text), None)
        if file is not None:
            links.append(text)
        return file

    if (localise := CODECS[dialect].localise_files) is not None:
        localise(copy, ImportContext(account="", currency="EUR", file_of=file_of))
    return links
