"""What the operating system says about this process, for its gauges."""

import os
import sys
import time
from pathlib import Path

from triplicate.observe.families import CPU_SECONDS, MEMORY_BYTES, OPEN_FILES, PROCESSES
from triplicate.observe.tallies import Tallies


def sample(tallies: Tallies) -> None:
    """Notes the state of this process; memory and files where the system has /proc."""
    tallies.set(PROCESSES, value=1)
    tallies.advance(CPU_SECONDS, total=time.process_time())
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        tallies.set(MEMORY_BYTES, value=pages * os.sysconf("SC_PAGE_SIZE"))
        tallies.set(OPEN_FILES, value=len(os.listdir("/proc/self/fd")))
