"""Tokens: issuing credentials, and verifying them at sign-in."""
