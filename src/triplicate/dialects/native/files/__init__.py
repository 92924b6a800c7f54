"""Files under `/v1`: upload, list, get, download and delete."""
