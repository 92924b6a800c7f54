"""Sets how hard Hypothesis tries."""

from tests.strategies import hypothesis_profiles

hypothesis_profiles.load()
