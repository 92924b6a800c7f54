"""What one placed order costs: CPU, statements and pages, and where the CPU goes."""
