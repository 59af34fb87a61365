"""Whether what came of each input looks right, by what a build has found."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.dbt_build import shown
from orchestration.retries import tried_again

FINDINGS = dg.AssetKey(["inputs", "input_findings"])
# A check is called so, with the name of its input behind it.
RIGHT = "looks_right_"
RECEIVED = "received_"
# Nothing in it is personal.
QUERY = """
select input, finding, severity, row_count, share, says, examples, effect, advice
from {{ ref('retensi', 'input_findings') }}
order by case severity when 'warning' then 0 else 1 end, input, finding
"""


def finding_checks(manifest: Mapping[str, Any], results: Path) -> dg.AssetChecksDefinition:
    """Make a check of each input, which warns and holds nothing up. They stand on the model that they read.

    Args:
        manifest: dbt's, which names the inputs.
        results: dbt's target folder of the builds.
    """
    models = (node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model")
    specs = [
        dg.AssetCheckSpec(
            name=RIGHT + name.removeprefix(RECEIVED),
            asset=FINDINGS,
            description="No finding of the build says that figures are likely wrong (docs/check.md).",
        )
        for name in sorted(models)
        if name.startswith(RECEIVED)
    ]

    @dg.multi_asset_check(specs=specs, name="finding_checks")
    def checked(context: dg.AssetCheckExecutionContext, dbt: DbtCliResource) -> Iterator[dg.AssetCheckResult]:
        with tried_again(context):
            rows = shown(dbt, QUERY, results)
        for key in context.selected_asset_check_keys:
            found = [row for row in rows if RIGHT + row["input"] == key.name]
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=all(row["severity"] != "warning" for row in found),
                severity=dg.AssetCheckSeverity.WARN,
                description=" ".join(f"{row['says']}." for row in found) or "Nothing looks wrong.",
                metadata={row["finding"]: told(row) for row in found},
            )

    return checked


def told(row: Mapping[str, Any]) -> dg.MetadataValue:
    """Write a finding for people.

    Args:
        row: A row of ``input_findings``.
    """
    examples = f": {row['examples'].replace('; ', ', ')}" if row["examples"] else ""
    return dg.MetadataValue.md(f"*{row['severity']}* {row['says']}{examples}.\n\n{row['effect']}. {row['advice']}.")
