"""Placing orders: who is asked to, in which words, how hard, and whether everything that was answered is there."""
