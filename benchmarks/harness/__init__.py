"""Starts the services, loads them in turn, and says what came out."""
