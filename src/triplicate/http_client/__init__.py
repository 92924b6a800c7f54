"""The calling side of HTTP: requests built from operations, a transport with retries. Clients of dialects import both."""
