"""Companies and their customers: who buys. Frozen values; orders keep snapshots of them (`core.order.party`)."""
