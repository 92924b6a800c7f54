"""Paths and HTTP statuses that Printags' operations share, and where the vendor documents them."""

ACCOUNT_PATH = "/accounts/{accountId}"
DOCS_URL = "https://docs.printags.com/"
COMMON_STATUSES = (401, 405, 431, 500)
WRITE_STATUSES = (400, 404, 408, 409, 413, 422, *COMMON_STATUSES)
