"""The report, made of what is published."""

import os
from pathlib import Path

import dagster as dg

from retensi.publish.command import FILE, places
from retensi.report.command import write_report
from retensi.report.texts import LANGUAGES


def report_asset(project_dir: Path, results: Path, serving: dg.AssetKey) -> dg.AssetsDefinition:
    """Make the asset that writes the report in each language, as `retensi report` does.

    It reads the published copy of the marts, which is that of a whole build whose tests passed, and not the warehouse,
    which a run of some models alone may have changed since.

    Args:
        project_dir: Folder of the dbt project.
        results: dbt's target folder of the builds.
        serving: The published marts.
    """

    @dg.asset(
        name="report",
        group_name="publishing",
        kinds={"html"},
        deps=[serving],
        description="How the shop does, for people: one HTML file a language, which opens without a network.",
    )
    def report() -> dg.MaterializeResult[None]:
        file = places(project_dir, os.environ, target=results).serving / FILE
        done = {
            language: write_report(project_dir, os.environ, language, warehouse=file, target=results)
            for language in LANGUAGES
        }
        first = next(iter(done.values()))
        return dg.MaterializeResult(
            metadata={
                "build": first.build or "",
                "as_of": first.as_of.isoformat(),
                **{f"file_{language}": dg.MetadataValue.path(made.file) for language, made in done.items()},
                **{f"bytes_{language}": made.size for language, made in done.items()},
            }
        )

    return report
