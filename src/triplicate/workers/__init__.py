"""Workers: lease jobs and run them, inside `serve` or as `triplicate work`.

Others import `worker.Worker` and `background.run_in_background`.
"""
