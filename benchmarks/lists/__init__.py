"""Lists of orders: which orders there are to be listed, what is asked for, and what it costs."""
