"""Imports and exports of many documents, by this version and by another one."""
