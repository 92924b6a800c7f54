"""Hypothesis profiles: `dev` while working, `fast` in `./check --fast`, `ci` in integration. None has a deadline."""

from hypothesis import HealthCheck, settings

_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

settings.register_profile("fast", _patient, max_examples=10)
settings.register_profile("dev", _patient, max_examples=60)
settings.register_profile("ci", _patient, max_examples=100, derandomize=True, database=None, print_blob=True)


def load() -> None:
    """Loads the profile of the machine: `ci` where Hypothesis sees continuous integration (by `CI`), else `dev`.

    `--hypothesis-profile` on the command line takes precedence, since it is read later.
    """
    settings.load_profile("ci" if settings.get_current_profile_name() == "ci" else "dev")
