"""Documents: importing those of any kind of aggregate (orders, companies, customers)."""
