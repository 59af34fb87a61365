"""Exports for other systems behind each build, where the environment asks for them."""

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.retries import tried_again
from retensi.export.choice import Order
from retensi.export.command import Exported, export
from retensi.export.destination import destination, known
from retensi.export.errors import ExportError
from retensi.export.rows import OWN

# What is exported, with the systems: `contacts:hubspot,segments`. Without it there is no asset.
VARIABLE = "RETENSI_EXPORT"
MARTS = {"contacts": "communication_calendar", "audience": "reactivation_audience", "segments": "customers"}


class ExportConfig(dg.Config):
    """What a run may say of an export besides what the environment does."""

    file: str | None = Field(default=None, description="File to write; by default under data/exports.")
    form: str = Field(default="csv", description="csv or xlsx.")
    days: int = Field(default=7, description="Contacts of so many days.")
    limit: int | None = Field(default=None, description="Rows at most, the first ones.")
    campaign: str | None = Field(default=None, description="Id of the campaign that the file is for.")
    holdout: float | None = Field(default=None, description="Share that is kept back as its control group.")


def export_assets(project_dir: Path, environment: Mapping[str, str]) -> list[dg.AssetsDefinition]:
    """Make the assets that write exports, as `retensi export --overwrite` does; none where none is asked for.

    What Dagster keeps of them are counts: no address and no id of a customer.

    Args:
        project_dir: Folder of the dbt project.
        environment: ``RETENSI_EXPORT`` lists exports, each with the system it is for behind a colon.

    Raises:
        ExportError: it lists something else.
    """
    return [_asset(project_dir, *each) for each in asked_for(environment.get(VARIABLE, ""))]


def asked_for(text: str) -> list[tuple[str, str | None]]:
    """Read a list of exports, such as ``contacts:hubspot,segments``.

    Raises:
        ExportError: it names no export or no system that is known.
    """
    found = []
    for entry in filter(None, map(str.strip, text.split(","))):
        name, _, system = entry.partition(":")
        if name not in OWN or (":" in entry and system not in known()):
            raise ExportError(
                f"{VARIABLE} has {entry!r}.",
                f"{', '.join(OWN)}, alone or with a colon and one of {', '.join(known())}",
                f"mend {VARIABLE}, or unset it to export nothing",
            )
        found.append((name, system or None))
    return list(dict.fromkeys(found))


def written_apart(order: Order) -> Exported:
    """Write an export in a process of its own: in this one dbt would keep the warehouse open."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(export, order).result()


def _asset(project_dir: Path, name: str, system: str | None) -> dg.AssetsDefinition:
    title = destination(system).title if system else "anybody, as CSV"

    @dg.asset(
        name=f"export_{name}" + (f"_{system}" if system else ""),
        group_name="publishing",
        kinds={"csv"},
        deps=[dg.AssetKey(["marts", MARTS[name]])],
        description=f"The export `{name}` for {title}: a file with addresses of people, readable by its owner alone.",
    )
    def exported(context: dg.AssetExecutionContext, config: ExportConfig) -> dg.MaterializeResult[None]:
        order = Order(
            name,
            project_dir,
            destination=destination(system) if system else None,
            form=config.form,
            file=project_dir / config.file if config.file else None,
            overwrite=True,
            days=config.days,
            limit=config.limit,
            campaign=config.campaign,
            holdout=config.holdout,
        )
        with tried_again(context):
            done = written_apart(order)
        return dg.MaterializeResult(
            metadata={
                "rows": done.rows,
                "files": len(done.files),
                "first_file": dg.MetadataValue.path(done.files[0]),
                "withheld": done.withheld,
                **{f"left out: {reason}": count for reason, count in done.left_out.items()},
            }
        )

    return exported
