"""What an order is: frozen data and pure functions, without input or output."""
