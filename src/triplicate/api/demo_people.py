"""People, places and times of the demo's generated documents, shared by the dialects."""

from datetime import UTC, datetime, timedelta

_START = datetime(2025, 1, 6, 7, 30, tzinfo=UTC)
PEOPLE = (
    ("Amélie", "Laurent"), ("Jonas", "Weber"), ("Sofia", "Rossi"), ("Liam", "de Vries"), ("Zoë", "Peeters"),
    ("Mateo", "García"), ("Ingrid", "Larsen"), ("Tomás", "Silva"), ("Hanna", "Nowak"), ("Oliver", "Brown"),
)  # fmt: skip
PLACES = (
    ("12 rue des Lilas", "Lyon", "69003", "FR"), ("Hauptstraße 5", "Köln", "50667", "DE"),
    ("Via Roma 21", "Torino", "10121", "IT"), ("Keizersgracht 104", "Amsterdam", "1015 CV", "NL"),
    ("Rue Haute 77", "Bruxelles", "1000", "BE"), ("Calle Mayor 8", "Madrid", "28013", "ES"),
    ("Storgata 3", "Oslo", "0155", "NO"), ("High Street 40", "Bristol", "BS1 2AZ", "GB"),
)  # fmt: skip


def order_time(index: int) -> datetime:
    """When the order of a number was placed."""
    return _START + timedelta(minutes=7 * index)
