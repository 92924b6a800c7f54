"""Sets how hard Hypothesis tries."""

from tests.strategies import profiles

profiles.load()
