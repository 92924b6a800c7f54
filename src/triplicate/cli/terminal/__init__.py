"""What commands print and read: tables, files, amounts."""
