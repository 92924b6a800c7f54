"""Cards ordered by Printags' API: which orders there are before, which are created, how they are found again."""
