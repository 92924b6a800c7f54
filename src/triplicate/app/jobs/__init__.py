"""Jobs: what a handler is and gets, and the jobs that the installation itself needs."""
