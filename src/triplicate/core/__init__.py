"""What an order is and what may happen to it: frozen data and pure functions, no input or output."""
