"""Loads the Hypothesis profile."""

from tests.strategies import hypothesis_profiles

hypothesis_profiles.load()
