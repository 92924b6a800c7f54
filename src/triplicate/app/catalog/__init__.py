"""Price lists of accounts: importing them, and the one in force."""
