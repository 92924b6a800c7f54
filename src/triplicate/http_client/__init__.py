"""The calling side of HTTP: requests built from operations, and a transport with retries. Clients import both."""
