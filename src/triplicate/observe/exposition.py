"""Metrics as Prometheus reads them: the series of all processes added up, written by prometheus-client."""

from collections.abc import Iterable, Iterator
from operator import add
from typing import assert_never

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from triplicate.observe.families import FAMILIES, Family, FamilyKind
from triplicate.observe.process_series import ProcessSeries
from triplicate.observe.tallies import SeriesName


def render(processes: Iterable[ProcessSeries]) -> bytes:
    """The text of all families that have a series."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Sum(processes))
    return generate_latest(registry)


class _Sum(Collector):
    """The series of all processes, added up."""

    def __init__(self, processes: Iterable[ProcessSeries]) -> None:
        self._sums: dict[SeriesName, tuple[float, ...]] = {}
        for process in processes:
            for name, values in process.series.items():
                previous = self._sums.get(name, (0.0,) * len(values))
                combine = max if FAMILIES[name.family].kind is FamilyKind.MAXIMUM else add
                self._sums[name] = tuple(map(combine, previous, values))

    def describe(self) -> Iterable[Metric]:
        """Nothing: families are not checked for names that are used twice."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Each family with its series, sorted by label."""
        for family in FAMILIES.values():
            series = sorted((name.labels, values) for name, values in self._sums.items() if name.family == family.name)
            if series:
                yield _metric(family, series)


def _metric(family: Family, series: list[tuple[tuple[str, ...], tuple[float, ...]]]) -> Metric:
    match family.kind:
        case FamilyKind.COUNTER:
            counter = CounterMetricFamily(family.name, family.help, labels=family.labels)
            for labels, values in series:
                counter.add_metric(labels, values[0])
            return counter
        case FamilyKind.GAUGE | FamilyKind.MAXIMUM:
            gauge = GaugeMetricFamily(family.name, family.help, labels=family.labels)
            for labels, values in series:
                gauge.add_metric(labels, values[0])
            return gauge
        case FamilyKind.HISTOGRAM:
            histogram = HistogramMetricFamily(family.name, family.help, labels=family.labels)
            for labels, values in series:
                histogram.add_metric(labels, _buckets(family, values), values[-1])
            return histogram
        case _:
            assert_never(family.kind)


def _buckets(family: Family, values: tuple[float, ...]) -> list[tuple[str, float]]:
    """Counts of durations up to each bound, as Prometheus has them: each includes those before it."""
    total, buckets = 0.0, list[tuple[str, float]]()
    for bound, count in zip((*map(str, family.bounds), "+Inf"), values, strict=False):
        total += count
        buckets.append((bound, total))
    return buckets
