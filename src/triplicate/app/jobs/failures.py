"""How a handler says that its job has failed, in a sentence for the operator."""


class JobError(Exception):
    """The job has failed and is tried again. The message is stored and shown: a plain sentence without secrets."""


class PermanentJobError(JobError):
    """The job has failed, and would fail again: it is dead at once."""


class WorkerStopping(Exception):
    """The worker is about to end: the job is given back and starts again elsewhere, with nothing done."""
