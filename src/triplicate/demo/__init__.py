"""Sample data for `triplicate demo`: accounts, tokens, price lists, and orders in every dialect."""
