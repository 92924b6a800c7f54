"""Printags' catalogue operations: models, carriers, rates."""
