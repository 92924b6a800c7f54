"""What an operation is: its typed parts, requests, responses, errors, OpenAPI. Dialects and the server import it."""
