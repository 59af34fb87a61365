"""How a dbt resource appears in Dagster."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from dagster_dbt import DagsterDbtTranslator


def folder_group(path: str) -> str | None:
    """Give the asset group of a dbt file: its folder, so that the asset graph is laid out like the project.

    That is the folder below ``models`` or ``seeds``; the marts have one folder per question, which is their group.

    Args:
        path: The file's path from the project's root, such as ``models/marts/core/orders.sql``.

    Returns:
        The group, or None for a file that lies in no folder below ``models`` or ``seeds``.
    """
    folders = PurePosixPath(path.replace("\\", "/")).parts[1:-1]
    if folders[:1] == ("marts",) and len(folders) > 1:
        return folders[1]
    return folders[0] if folders else None


def _team(name: str) -> str:
    """Write the name of a team as Dagster takes it."""
    return "team:" + re.sub(r"\W+", "_", name).lower()


class FolderTranslator(DagsterDbtTranslator):
    """Groups assets by folder; a group that a model sets in `meta.dagster` comes first. dbt's groups say who owns."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Give the asset group of a dbt resource."""
        own = dbt_resource_props.get("meta", {}).get("dagster", {}).get("group")
        return own or folder_group(dbt_resource_props["original_file_path"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """Give who owns a dbt resource: whom it or its dbt group names with an address, else the group's owner."""
        group = dbt_resource_props.get("group")
        return super().get_owners(dbt_resource_props) or ([_team(group["owner"]["name"])] if group else None)
