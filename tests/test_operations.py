"""What runs by itself and what happens when it breaks: jobs, schedule and sensors executed in process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import alerts, retries
from orchestration.alerts import failure_message, message
from orchestration.runs import daily_schedule, landing_folder, landing_sensor
from retensi.publish.errors import BusyError, PublishError, UnreachableError
from tests.small_shop import Shop, materialized

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
        environment.setenv("RETENSI_WAREHOUSE", str(folder / "warehouse.duckdb"))
        for name in ("DBT_TARGET_PATH", "DBT_PROFILES_DIR", "RETENSI_SERVING", "RETENSI_PUBLISH_POSTGRES"):
            environment.delenv(name, raising=False)
        yield Shop(folder)


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict]]:
    """A webhook, and what it was told."""
    told: list[dict] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if "refused" not in self.path else 403)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("RETENSI_WEBHOOK_URL", f"http://127.0.0.1:{server.server_port}/services/s3cret")
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def failure_of(shop: Shop, result: dg.ExecuteInProcessResult) -> dg.RunFailureSensorContext:
    """What Dagster gives the sensor of failed runs."""
    return dg.build_run_status_sensor_context(
        sensor_name="failure_message",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=shop.instance,
        dagster_run=result.dagster_run,
    ).for_run_failure()


def retried(result: dg.ExecuteInProcessResult) -> int:
    return sum(event.event_type_value == "STEP_RESTARTED" for event in result.all_events)


# Runs


def test_the_daily_run_builds_tests_and_publishes_in_the_reporting_time_zone(shop: Shop) -> None:
    # 21:00 UTC is 04:00 of the next day in Jakarta.
    schedule = daily_schedule("Asia/Jakarta")
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 11, 2, 21, tzinfo=UTC))
    [request] = schedule.evaluate_tick(context).run_requests
    assert (request.run_key, schedule.execution_timezone) == ("2024-11-03", "Asia/Jakarta")
    result = shop.run(tags=dict(request.tags))
    assert result.success
    found = materialized(result)
    assert set(found) == {"received", "marts/days", "serving"}
    assert found["serving"].metadata["marts"].value == 1
    manifest = json.loads((shop.folder / "data/serving/parquet/current/manifest.json").read_text())
    assert found["serving"].metadata["build"].value == manifest["build"]
    assert shop.served() == [(1,)]


def test_a_failed_check_is_not_tried_again_not_served_and_told(
    shop: Shop, webhook: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A day that a test of error severity refuses.
    result = shop.run(day=3)
    assert not result.success
    assert [check.passed for check in result.get_asset_check_evaluations()].count(False) == 1
    assert set(materialized(result)) == {"received", "marts/days"}
    assert retried(result) == 0
    assert shop.served() == [(1,)]

    failure_message(failure_of(shop, result))
    [told] = webhook
    assert told["text"].startswith("retensi: build_and_publish failed. What was published before is still served.")
    assert "accepted_values_days_day" in told["text"]
    assert result.run_id in told["text"]
    assert re.search("s3cret|\x1b", told["text"]) is None

    # A webhook that refuses is named without its address, and no webhook is no error.
    address = os.environ["RETENSI_WEBHOOK_URL"]
    monkeypatch.setenv("RETENSI_WEBHOOK_URL", address + "/refused")
    with pytest.raises(dg.Failure, match="it answered 403") as caught:
        failure_message(failure_of(shop, result))
    assert "s3cret" not in str(caught.value)
    monkeypatch.setenv("RETENSI_WEBHOOK_URL", "s3cret")
    with pytest.raises(dg.Failure, match="ValueError") as caught:
        failure_message(failure_of(shop, result))
    assert "s3cret" not in str(caught.value)
    monkeypatch.delenv("RETENSI_WEBHOOK_URL")
    assert isinstance(failure_message(failure_of(shop, result)), dg.SkipReason)

    # By hand it is not served either.
    by_hand = shop.run(dg.AssetSelection.assets("serving"))
    assert "did not succeed: accepted_values" in by_hand.failure_data_for_node("serving").error.to_string()
    assert retried(by_hand) == 0
    assert shop.served() == [(1,)]


class Lock:
    """Another process that writes to the warehouse."""

    def __init__(self, warehouse: Path) -> None:
        program = f"import duckdb; c = duckdb.connect({str(warehouse)!r}); print(flush=True); input()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process.stdout.readline()

    def release(self) -> None:
        if self.process.poll() is None:
            self.process.communicate("\n", timeout=30)


def test_a_locked_warehouse_is_tried_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock(shop.folder / "warehouse.duckdb")

    def wait(_: int) -> float:
        lock.release()
        return 0

    monkeypatch.setattr(retries, "wait", wait)
    try:
        result = shop.run(day=2)
    finally:
        lock.release()
    assert result.success
    assert retried(result) == 1
    assert shop.served() == [(2,)]


def test_a_lock_that_stays_fails_the_run_in_the_end(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.served()
    waited: list[int] = []
    monkeypatch.setattr(retries, "wait", lambda count: waited.append(count) or 0)
    lock = Lock(shop.folder / "warehouse.duckdb")
    try:
        result = shop.run(dg.AssetSelection.assets("serving"))
    finally:
        lock.release()
    assert not result.success
    assert retried(result) == retries.MOST == 4
    assert "is writing to it" in result.failure_data_for_node("serving").error.to_string()
    assert shop.served() == before


def test_a_run_of_some_models_is_not_served(shop: Shop) -> None:
    before = shop.served()
    result = shop.run(dg.AssetSelection.assets(["marts", "days"], "serving"), day=1)
    assert "marts/days" in materialized(result)
    assert "left out 1 of the models" in result.failure_data_for_node("serving").error.to_string()
    assert retried(result) == 0
    assert shop.served() == before


def test_a_run_is_resumed_from_the_step_that_failed(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_job = dg.build_reconstructable_job("tests.small_shop", "job_in", (str(shop.folder),))
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        # A file stands where the folder of the served copies goes: the build goes well, publishing does not.
        (tmp_path / "taken").touch()
        monkeypatch.setenv("RETENSI_SERVING", str(tmp_path / "taken"))
        config = {"ops": {shop.build.op.name: {"config": {"vars": {"day": 2}}}}}
        with dg.execute_job(one_job, instance, run_config=config) as broken:
            assert [event.step_key for event in broken.get_step_failure_events()] == ["serving"]

        # Resumed, it does not build again what was built.
        monkeypatch.setenv("RETENSI_SERVING", str(tmp_path / "served"))
        again = dg.ReexecutionOptions.from_failure(broken.run_id, instance)
        with dg.execute_job(one_job, instance, run_config=config, reexecution_options=again) as resumed:
            assert resumed.success
            assert {event.step_key for event in resumed.get_step_success_events()} == {"serving"}
    with duckdb.connect(str(tmp_path / "served/retensi.duckdb"), read_only=True) as connection:
        assert connection.execute("select * from marts.days").fetchall() == [(2,)]


def test_waits_double() -> None:
    assert [retries.wait(count) for count in range(retries.MOST)] == [30, 60, 120, 240]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BusyError("locked", "", ""), True),
        (UnreachableError("connection refused", "", ""), True),
        (UnreachableError("password authentication failed for user x", "", ""), False),
        (PublishError("the disk is full", "", ""), False),
        (ValueError("Could not set lock on file"), False),
    ],
)
def test_what_passes(error: Exception, expected: bool) -> None:
    assert retries.passes(error) is expected


# Landed files


def test_files_are_built_once_they_have_stopped_growing(tmp_path: Path) -> None:
    sensor = landing_sensor(tmp_path, "landing")
    landing = tmp_path / "landing"
    (landing / "orders").mkdir(parents=True)
    cursor: str | None = None

    def look() -> list[str]:
        nonlocal cursor
        evaluated = sensor(dg.build_sensor_context(cursor=cursor))
        cursor = evaluated.cursor
        return [request.run_key for request in evaluated.run_requests or []]

    assert look() == look() == []
    with (landing / "orders" / "1.csv").open("w") as file:
        for _ in range(3):
            file.write("o1,2024-01-01\n")
            file.flush()
            assert look() == []
    [first] = look()
    # Once is enough; a file in the making is none; a changed one, a new one and one that is gone are.
    (landing / ".2.csv.part").write_text("half")
    assert look() == look() == []
    (landing / "orders" / "1.csv").write_text("o1,2024-01-02\n" * 3)
    assert look() == []
    [second] = look()
    (landing / "customers.csv").write_text("customer_id\n")
    assert look() == []
    [third] = look()
    (landing / "customers.csv").unlink()
    assert look() == []
    # The files are as they were at the second build, and yet have to be built.
    [fourth] = look()
    assert len({first, second, third, fourth}) == 4
    assert look() == []


def test_the_folder_that_dbt_reads_is_watched() -> None:
    environment = {"RETENSI_INPUT_PATH": "mydata"}
    assert landing_folder({"input_path": None, "input_schema": None}, environment) == "mydata"
    assert landing_folder({"input_path": "landing"}, environment) == "landing"
    assert landing_folder({"input_schema": "raw"}, environment) is None
    assert landing_folder({}, {}) is None


def test_without_a_landing_folder_nothing_is_watched(tmp_path: Path) -> None:
    assert isinstance(landing_sensor(tmp_path, None)(dg.build_sensor_context()), dg.SkipReason)
    missing = landing_sensor(tmp_path, "nowhere")(dg.build_sensor_context())
    assert missing.skip_reason.skip_message == "Nothing has landed."


# Messages


def test_a_long_error_is_cut() -> None:
    text = message("__ASSET_JOB", "r1", [("step", "x" * 5000)])
    assert text.startswith("retensi: a run failed.")
    assert len(text) < alerts.SHOWN + 200
