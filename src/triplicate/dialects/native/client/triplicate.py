"""The client of the native API: all its operations in one class."""

from triplicate.dialects.native.client.actions import Actions
from triplicate.dialects.native.client.events import Events
from triplicate.dialects.native.client.files import Files
from triplicate.dialects.native.client.jobs import Jobs
from triplicate.dialects.native.client.orders import Orders
from triplicate.dialects.native.client.workshop import Workshop


class Triplicate(Orders, Actions, Events, Files, Workshop, Jobs):
    """A client of one Triplicate server, with a method for every operation. Thread-safe.

    Every method raises TriplicateError or a subclass. `retry_policy` sets timeouts and the number of attempts.
    """
