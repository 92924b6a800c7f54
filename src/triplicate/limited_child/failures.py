"""How a call ends that had no result."""


class ChildFailure(Exception):
    """A call had no result; the message is for the log."""


class TimeLimit(ChildFailure):
    """The call exceeded its CPU or wall-clock time, and was killed."""


class MemoryLimit(ChildFailure):
    """The call needed more memory than its limit."""


class Crash(ChildFailure):
    """The call raised an exception, or its process died."""


class Death(Crash):
    """The process died during the call: of it, or because somebody killed it."""


class SizeLimit(Crash):
    """The call had a result, which is longer than a message may be."""


class StartFailure(Exception):
    """No child process could be started: the machine's trouble, not the call's."""
