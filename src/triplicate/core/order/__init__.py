"""The canonical order: lines, pieces, parties, history, totals, fulfilment."""
