"""Hypothesis profiles: `dev` while working, `ci` in continuous integration, neither with a deadline."""

from hypothesis import HealthCheck, settings

_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

settings.register_profile("dev", _patient, max_examples=60)
settings.register_profile("ci", _patient, max_examples=100, derandomize=True, database=None, print_blob=True)


def load() -> None:
    """Loads the profile of the machine, unless the command line chose one. Hypothesis itself chooses `ci` by `CI`."""
    chosen = settings.get_current_profile_name()
    if chosen in ("default", "ci"):
        settings.load_profile("ci" if chosen == "ci" else "dev")
