"""The series of one process, as they count in the sum of all processes."""

from collections.abc import Mapping

from triplicate.observe.families import FAMILIES, FamilyKind
from triplicate.observe.tallies import SeriesName

Series = Mapping[SeriesName, tuple[float, ...]]
_STATES = (FamilyKind.GAUGE, FamilyKind.MAXIMUM)


class ProcessSeries:
    """The series of one process; those of one that has ended count on, but its gauges are nothing any more."""

    def __init__(self, series: Series, is_running: bool = True) -> None:
        self.series = {
            name: values
            for name, values in series.items()
            if name.family in FAMILIES and (is_running or FAMILIES[name.family].kind not in _STATES)
        }
