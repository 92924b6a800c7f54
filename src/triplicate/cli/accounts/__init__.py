"""Commands for accounts, users, tokens, balances and price lists."""
