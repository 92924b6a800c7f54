"""Events under `/v1`: the feed, and the events of one order."""
