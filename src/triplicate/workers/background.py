"""Runs a worker for as long as an event loop's task."""

import asyncio

from triplicate.workers.worker import Worker


async def run_in_background(worker: Worker) -> None:
    """Starts the worker, and stops it when this task is cancelled."""
    worker.start()
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.to_thread(worker.stop)
