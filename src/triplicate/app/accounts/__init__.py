"""Accounts and users, their profiles and balances."""
