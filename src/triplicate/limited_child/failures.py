"""How a job ends that had no result."""


class JobFailure(Exception):
    """A job had no result; the message is for the log."""


class JobTimeout(JobFailure):
    """The job exceeded its CPU or wall-clock time, and was killed."""


class MemoryLimit(JobFailure):
    """The job needed more memory than its limit."""


class Crash(JobFailure):
    """The job raised an exception, or its process died."""


class StartFailure(Exception):
    """No child process could be started: the machine's trouble, not the job's."""
