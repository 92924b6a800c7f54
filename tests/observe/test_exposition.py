"""The text that Prometheus reads, as its own parser understands it."""

from prometheus_client.parser import text_string_to_metric_families

from triplicate.observe.exposition import render
from triplicate.observe.families import JOB_LAG_SECONDS, MEMORY_BYTES, REQUEST_SECONDS, REQUESTS
from triplicate.observe.job_observer import JobMetrics
from triplicate.observe.metrics import Metrics
from triplicate.observe.process_series import ProcessSeries
from triplicate.observe.request_metrics import RequestMetrics
from triplicate.observe.tallies import SeriesName

GET = {"dialect": "native", "operation": "getOrder"}


def samples(text: bytes) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_processes_are_added_up_and_one_that_has_ended_has_no_state() -> None:
    requests = SeriesName(REQUESTS.name, ("native", "getOrder", "2xx"))
    memory = SeriesName(MEMORY_BYTES.name, ())
    text = render(
        [
            ProcessSeries({requests: (3,), memory: (100,)}),
            ProcessSeries({requests: (4,), memory: (50,)}, is_running=False),
            ProcessSeries({requests: (5,), memory: (7,), SeriesName("of_a_newer_version", ()): (1,)}),
        ]
    )
    labels = frozenset((GET | {"status": "2xx"}).items())
    assert samples(text) == {
        ("triplicate_requests_total", labels): 12,
        ("triplicate_resident_memory_bytes", frozenset()): 107,
    }


def test_of_a_maximum_the_largest_counts() -> None:
    lag = SeriesName(JOB_LAG_SECONDS.name, ("tidy",))
    text = render(
        [ProcessSeries({lag: (3,)}), ProcessSeries({lag: (5,)}), ProcessSeries({lag: (9,)}, is_running=False)]
    )
    assert samples(text) == {("triplicate_job_lag_seconds", frozenset({("kind", "tidy")})): 5}


def test_jobs_are_counted_by_kind_and_outcome() -> None:
    metrics = Metrics()
    jobs = JobMetrics(metrics.tallies)
    running = ("triplicate_jobs_running", frozenset({("kind", "tidy")}))
    jobs.begin("tidy")
    assert samples(metrics.render())[running] == 1
    jobs.attempted("tidy", "done", 0.5)
    by_name = samples(metrics.render())
    assert by_name[running] == 0
    assert by_name["triplicate_job_attempts_total", frozenset({("kind", "tidy"), ("outcome", "done")})] == 1
    assert by_name["triplicate_job_attempt_duration_seconds_sum", frozenset({("kind", "tidy")})] == 0.5


def test_a_histogram_has_cumulative_buckets_a_count_and_a_sum() -> None:
    counts = [0.0] * len(REQUEST_SECONDS.bounds)
    counts[0], counts[2] = 2, 3
    text = render([ProcessSeries({SeriesName(REQUEST_SECONDS.name, ("native", "getOrder")): (*counts, 1, 12.5)})])
    by_name = samples(text)
    buckets = [
        by_name[f"{REQUEST_SECONDS.name}_bucket", frozenset((GET | {"le": bound}).items())]
        for bound in ("0.0005", "0.001", "0.0025", "10.0", "+Inf")
    ]
    assert buckets == [2, 2, 5, 5, 6]
    assert by_name[f"{REQUEST_SECONDS.name}_count", frozenset(GET.items())] == 6
    assert by_name[f"{REQUEST_SECONDS.name}_sum", frozenset(GET.items())] == 12.5


def test_requests_count_by_class_of_status_with_their_bytes() -> None:
    metrics = Metrics()
    requests = RequestMetrics(metrics.tallies)
    for status in (200, 201, 404, 499, 500):
        requests.count("native", "getOrder", status, 0.001, 10, 3)
    by_name = samples(metrics.render())
    counts = {
        status: by_name["triplicate_requests_total", frozenset((GET | {"status": status}).items())]
        for status in ("2xx", "3xx", "4xx", "5xx")
    }
    assert counts == {"2xx": 2, "3xx": 0, "4xx": 2, "5xx": 1}
    assert by_name["triplicate_response_bytes_total", frozenset(GET.items())] == 50
    assert by_name["triplicate_request_bytes_total", frozenset(GET.items())] == 15


def test_a_process_says_what_it_takes() -> None:
    by_name = samples(Metrics().render())
    assert by_name["triplicate_processes", frozenset()] == 1
    assert by_name["triplicate_cpu_seconds_total", frozenset()] > 0
    assert by_name["triplicate_resident_memory_bytes", frozenset()] > 1_000_000
    assert by_name["triplicate_open_files", frozenset()] > 2
