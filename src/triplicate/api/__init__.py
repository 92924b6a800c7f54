"""What an API operation is: operations, requests, responses, parameters, idempotency, OpenAPI. Knows no dialect."""
