"""Dagster: what loads, and runs in process into a warehouse of the test's own."""

import importlib
import json
import os
import re
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.dbt_build import BuildConfig, UnknownVarError, dbt_arguments, project_vars, shown
from orchestration.dbt_manifest import checked_node
from orchestration.dbt_messages import plain_error, summary
from orchestration.input_checks import FRESH, INPUTS, QUERY, USUAL
from orchestration.staleness import is_as_prepared, note_as_prepared, state_of
from orchestration.translator import folder_group
from retensi.known_vars import TABLE
from tests.dbt_project import PROJECT, rows

pytestmark = pytest.mark.long

# An input and the demo seed behind it: a selection that is built in seconds.
ORDERS_AS_THEY_CAME = dg.AssetSelection.assets(["inputs", "received_orders"]).upstream()
# To know who is to be forgotten all inputs with people are looked through.
PEOPLE = ("orders", "interactions", "customers", "customer_merges", "erasure_requests")
AS_THEY_CAME = {*(f"demo/demo_{name}" for name in PEOPLE), "inputs/erased_identifiers", "inputs/received_orders"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment of a Dagster process: a warehouse and a target folder of its own, with no manifest yet."""
    folder = tmp_path_factory.mktemp("dagster")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RETENSI_WAREHOUSE", str(folder / "dagster.duckdb"))
        environment.setenv("DBT_TARGET_PATH", str(folder / "target"))
        environment.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
        yield folder / "dagster.duckdb"


@pytest.fixture(scope="module")
def definitions(warehouse: Path) -> dg.Definitions:
    """The definitions, loaded as Dagster loads them in a fresh clone."""
    module = importlib.import_module("orchestration.definitions")
    dg.Definitions.validate_loadable(module.definitions)
    return module.definitions


@pytest.fixture(scope="module")
def manifest(definitions: dg.Definitions) -> dict:
    """dbt's manifest as dbt wrote it."""
    path = importlib.import_module("orchestration.dbt_project").dbt_project.manifest_path
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dbt_assets(definitions: dg.Definitions) -> dg.AssetsDefinition:
    return next(iter(definitions.assets))


def run(
    definitions: dg.Definitions, dbt_assets: dg.AssetsDefinition, selection: dg.AssetSelection, **config
) -> dg.ExecuteInProcessResult:
    """Materialize a selection in this process and give the run, failed or not."""
    return dg.materialize(
        [dbt_assets],
        selection=selection,
        resources=definitions.resources,
        instance=dg.DagsterInstance.ephemeral(),
        run_config={"ops": {dbt_assets.op.name: {"config": config}}},
        raise_on_error=False,
    )


def materialized(result: dg.ExecuteInProcessResult) -> set[str]:
    return {event.materialization.asset_key.to_user_string() for event in result.get_asset_materialization_events()}


# What loads


def test_every_model_and_seed_is_an_asset(dbt_assets: dg.AssetsDefinition, manifest: dict) -> None:
    resources = {id_ for id_, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")}
    assert {spec.metadata["dagster_dbt/unique_id"] for spec in dbt_assets.specs} == resources
    assert {"marts/customers", "inputs/input_reconciliation", "demo/demo_orders", "reference/order_statuses"} <= {
        key.to_user_string() for key in dbt_assets.keys
    }


def test_every_data_test_is_an_asset_check(dbt_assets: dg.AssetsDefinition, manifest: dict) -> None:
    tests = {id_ for id_, node in manifest["nodes"].items() if node["resource_type"] == "test"}
    assert {spec.metadata["dagster_dbt/unique_id"] for spec in dbt_assets.check_specs} == tests


def test_every_check_says_why_it_is_there(dbt_assets: dg.AssetsDefinition) -> None:
    specs = {spec.name: spec.description or "" for spec in dbt_assets.check_specs}
    assert [name for name, description in specs.items() if len(description) < 20] == []
    # The comment that the test's SQL begins with, not its SQL.
    assert specs["rfm_segments_hold_every_buyer"].startswith("A pair of scores that the reference seed does not name")
    assert not any("select" in description for description in specs.values())


def test_assets_are_grouped_by_folder(dbt_assets: dg.AssetsDefinition) -> None:
    groups = {key.to_user_string(): group for key, group in dbt_assets.group_names_by_key.items()}
    assert groups["marts/customers"] == "core"
    assert groups["marts/retention_by_month"] == "lifecycle"
    assert groups["inputs/input_reconciliation"] == "inputs"
    assert groups["staging/stg_orders"] == "staging"
    assert groups["intermediate/int_as_of"] == "intermediate"
    assert groups["demo/demo_orders"] == "demo"
    assert groups["reference/order_statuses"] == "reference"
    assert "default" not in groups.values()


def test_models_have_an_owner(dbt_assets: dg.AssetsDefinition) -> None:
    owners = {spec.key.to_user_string(): spec.owners for spec in dbt_assets.specs}
    assert owners["marts/kpis_by_month"] == ["team:management_reporting"]
    assert owners["inputs/input_rows_by_day"] == ["team:data_team"]


def test_the_report_is_made_of_what_is_published(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert graph.get(dg.AssetKey("report")).parent_keys == {dg.AssetKey("serving")}
    steps = definitions.resolve_job_def("build_and_publish").asset_layer.executable_asset_keys
    assert {dg.AssetKey("serving"), dg.AssetKey("report")} <= set(steps)


def test_steps_share_one_process(definitions: dg.Definitions) -> None:
    # A DuckDB file has one writer.
    assert definitions.executor is dg.in_process_executor


# What runs


def test_a_selection_builds_and_its_checks_pass(
    definitions: dg.Definitions, dbt_assets: dg.AssetsDefinition, warehouse: Path
) -> None:
    result = run(definitions, dbt_assets, ORDERS_AS_THEY_CAME)
    assert result.success
    assert materialized(result) == AS_THEY_CAME
    evaluations = result.get_asset_check_evaluations()
    assert {evaluation.check_name for evaluation in evaluations} >= {"primary_key_received_orders"}
    assert all(evaluation.passed for evaluation in evaluations)
    assert rows(warehouse, "select count(*) > 500 from inputs.received_orders") == [(True,)]
    # The tests that compare orders with models of which nothing was selected were left out: those are not built.
    # All that was observed is how many rows there are.
    observed = {
        event.event_specific_data.asset_observation.asset_key.to_user_string(): (
            event.event_specific_data.asset_observation.metadata
        )
        for event in result.get_asset_observation_events()
    }
    assert observed.keys() == AS_THEY_CAME
    [(orders,)] = rows(warehouse, "select count(*) from inputs.received_orders")
    assert observed["inputs/received_orders"]["dagster/row_count"].value == orders


def test_the_inputs_are_looked_at_behind_the_build(
    definitions: dg.Definitions, dbt_assets: dg.AssetsDefinition, warehouse: Path
) -> None:
    result = dg.materialize(
        [dbt_assets, *definitions.asset_checks],
        selection=dg.AssetSelection.assets(["inputs", "input_rows_by_day"]).upstream(),
        resources=definitions.resources,
        instance=dg.DagsterInstance.ephemeral(),
    )
    found = [check for check in result.get_asset_check_evaluations() if check.check_name in (FRESH, USUAL)]
    assert len(found) == 2 * len(INPUTS)
    # The demo shop is of the past: its age is no reason to wake anybody.
    assert {(check.passed, check.description) for check in found} == {(True, "The made-up shop is of the past.")}
    # What they read of it is what came.
    results = importlib.import_module("orchestration.dbt_project").results
    read = shown(definitions.resources["dbt"], QUERY, results)
    assert {row["input"] for row in read} == set(INPUTS)
    [(orders,)] = rows(warehouse, "select count(*) from staging.stg_orders")
    assert sum(row["rows_accepted"] for row in read if row["input"] == "orders") == orders
    assert all(row["is_demo"] is True for row in read)


def test_a_run_can_build_from_a_folder(
    definitions: dg.Definitions, dbt_assets: dg.AssetsDefinition, warehouse: Path, tmp_path: Path
) -> None:
    # With input_path the demo seeds are not part of the project: the run leaves them out, and succeeds.
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,status,gross_amount\no1,c1,2024-03-01,paid,10\no2,c1,2024-03-05,paid,5\n"
    )
    result = run(
        definitions,
        dbt_assets,
        ORDERS_AS_THEY_CAME,
        vars={"input_path": str(tmp_path), "as_of": "2024-03-31"},
    )
    assert result.success
    assert materialized(result) == {"inputs/erased_identifiers", "inputs/received_orders"}
    assert rows(warehouse, "select order_id from inputs.received_orders order by order_id") == [("o1",), ("o2",)]

    # A run that forgets to say so does not put the demo shop in its place.
    forgot = run(definitions, dbt_assets, ORDERS_AS_THEY_CAME)
    assert not forgot.success
    said = forgot.failure_data_for_node(dbt_assets.op.name).error.message
    assert f"The warehouse holds: the shop whose files lie in {tmp_path}." in said
    assert rows(warehouse, "select order_id from inputs.received_orders order by order_id") == [("o1",), ("o2",)]


def test_a_failed_build_is_a_failed_run_that_says_why(
    definitions: dg.Definitions,
    dbt_assets: dg.AssetsDefinition,
    warehouse: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RETENSI_REPLACE_SOURCE", "yes")
    (tmp_path / "customers.csv").write_text("customer_id\nc1\n")
    result = run(definitions, dbt_assets, ORDERS_AS_THEY_CAME, vars={"input_path": str(tmp_path)})
    assert not result.success
    assert materialized(result) == set()
    message = result.failure_data_for_node(dbt_assets.op.name).error.message
    # dbt's words alone: neither its command, which names the assets, nor the macros they went through.
    first_line = message.split("\n")[0]
    assert re.search(
        r"Error: Compilation Error in operation retensi-on-run-start-\d \(./dbt_project.yml\)$", first_line
    )
    assert "orders: required, but nothing was found" in message
    assert "--select" not in message
    assert "in macro" not in message


def test_a_failed_build_takes_few_lines_to_say_what_was_left_out(definitions: dg.Definitions) -> None:
    # Dagster names each parent of a step that is not run, and all parents here are one step.
    graph = definitions.resolve_asset_graph()
    assert len(graph.get(dg.AssetKey("serving")).parent_keys) == 1


# Plain functions


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("models/marts/core/orders.sql", "core"),
        ("models/marts/orders.sql", "marts"),
        ("models/inputs/checked/checked_orders.sql", "inputs"),
        ("models\\staging\\stg_orders.sql", "staging"),
        ("seeds/reference/order_statuses.csv", "reference"),
        ("models/loose.sql", None),
    ],
)
def test_folder_group(path: str, group: str | None) -> None:
    assert folder_group(path) == group


def test_a_test_is_about_the_model_that_is_built_from_the_others() -> None:
    parents = {"customers": ["sequenced"], "sequenced": ["orders"], "orders": [], "calendar": []}
    assert checked_node(["orders"], parents) == "orders"
    assert checked_node(["orders", "customers"], parents) == "customers"
    # Neither is built from the other: the one that the test names first.
    assert checked_node(["calendar", "customers", "orders"], parents) == "calendar"


FAILED = """The dbt CLI process with command

`dbt build --select fqn:retensi.marts.core.orders fqn:retensi.marts.core.customers`

failed with exit code `2`. Check the stdout in the Dagster compute logs."""


def test_an_error_is_what_dbt_said() -> None:
    told = """

Errors parsed from dbt logs:

Encountered an error:
Compilation Error in operation retensi-on-run-start-0 (./dbt_project.yml)
  The vars cannot be used. Nothing was built.
    - as_of is x; expected a day as YYYY-MM-DD
  
  > in macro check_configuration (macros/inputs/check_configuration.sql)
  > called by operation retensi-on-run-start-0 (./dbt_project.yml)"""  # noqa: W293
    assert plain_error(FAILED + told).splitlines() == [
        "Compilation Error in operation retensi-on-run-start-0 (./dbt_project.yml)",
        "  The vars cannot be used. Nothing was built.",
        "    - as_of is x; expected a day as YYYY-MM-DD",
    ]


def test_an_error_of_a_killed_dbt_is_how_it_ended() -> None:
    assert plain_error(FAILED) == (
        "The dbt CLI process failed with exit code `2`. Check the stdout in the Dagster compute logs."
    )


def test_the_summary_is_that_of_the_last_command(tmp_path: Path) -> None:
    def line(name: str, message: str) -> str:
        return json.dumps({"info": {"name": name, "msg": message}}) + "\n"

    log = tmp_path / "dbt.log"
    assert summary(log) is None
    built = "retensi: the shop in the folder mydata is built.\n  days  …"
    log.write_text(line("MainReportVersion", "Running") + line("JinjaLogInfo", "else") + line("JinjaLogInfo", built))
    assert summary(log) == built
    with log.open("a") as more:
        more.write(line("MainReportVersion", "Running"))
    assert summary(log) is None


def test_a_manifest_is_prepared_again_where_something_it_depends_on_changed(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    model = tmp_path / "models/days.sql"
    model.write_text("select 1")
    manifest = tmp_path / "target/manifest.json"
    manifest.parent.mkdir()
    environment = {"RETENSI_WAREHOUSE": "a.duckdb", "HOME": "/"}
    before = state_of(tmp_path, environment)
    assert not is_as_prepared(manifest, before)
    manifest.touch()
    note_as_prepared(manifest, before)
    assert is_as_prepared(manifest, state_of(tmp_path, environment))
    # What it does not depend on: other variables, and secrets, of which not even a hash is kept.
    more = environment | {"HOME": "/root", "RETENSI_HASH_KEY": "secret", "RETENSI_POSTGRES_PASSWORD": "secret"}
    assert is_as_prepared(manifest, state_of(tmp_path, more))
    assert not is_as_prepared(manifest, state_of(tmp_path, environment | {"RETENSI_WAREHOUSE": "b.duckdb"}))
    model.write_text("select 12")
    assert not is_as_prepared(manifest, state_of(tmp_path, environment))
    model.unlink()
    assert not is_as_prepared(manifest, state_of(tmp_path, environment))


def test_without_config_dbt_builds_with_the_vars_of_the_project() -> None:
    assert dbt_arguments(BuildConfig(), {"input_path"}) == ["build", "--exclude-resource-type", "unit_test"]


def test_config_becomes_dbt_arguments() -> None:
    variables = {"input_path": "data/landing/cdnow", "as_of": "1998-06-30", "category_pair_support": 0.00005}
    config = BuildConfig(vars=variables, full_refresh=True)
    assert dbt_arguments(config, variables) == [
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--vars",
        "{as_of: '1998-06-30', category_pair_support: 5.0e-05, input_path: data/landing/cdnow}",
        "--full-refresh",
    ]


def test_an_unknown_var_is_refused() -> None:
    with pytest.raises(UnknownVarError, match=r"do not exist: input_paht\.\s+Expected: input_path, which are nearest"):
        dbt_arguments(BuildConfig(vars={"input_paht": "data/landing/cdnow"}), {"input_path", "as_of"})


def test_project_vars(tmp_path: Path) -> None:
    assert {"as_of", "input_path", "input_schema"} <= project_vars(PROJECT).keys()
    # What the project does not say, or not under the right name, has its default.
    (tmp_path / "macros" / "settings").mkdir(parents=True)
    shutil.copy(PROJECT / TABLE, tmp_path / TABLE)
    (tmp_path / "dbt_project.yml").write_text("vars: {reporting_timezon: Asia/Tokyo, retensi: {input_path: mydata}}")
    found = project_vars(tmp_path)
    assert (found["reporting_timezone"], found["input_path"]) == ("UTC", "mydata")
