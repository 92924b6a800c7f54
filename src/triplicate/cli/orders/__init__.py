"""Commands for orders, their pieces and the workshop."""
