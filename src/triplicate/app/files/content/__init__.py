"""What is in the bytes of a file: which kind they are, whether they are whole, and what of them may be kept."""
