"""Jobs under `/v1`, for operators: list, get, retry and drop."""
