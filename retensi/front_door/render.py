"""The front door of the dbt project, rendered and run without dbt on a DuckDB in memory.

Models and macros are those that a build uses. What stands in for dbt here is small: the names that these macros ask of
dbt's context, answered for one engine, one build and no history.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import jinja2
import jinja2.ext
import jinja2.nodes
import pytz

from retensi import keys, landing, sql_functions
from retensi.front_door.project import home_of, read_project, read_yaml, vars_of
from retensi.landing import path_pattern
from retensi.sql_text import sql_identifier, sql_literal

if TYPE_CHECKING:
    from retensi.front_door.warehouse import Warehouse

_MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")


class Refused(Exception):  # noqa: N818 - it is what the project's macros say, and no failure of this program
    """What a macro stopped the build with."""


class _Returned(Exception):  # noqa: N818
    """What dbt's `return` does: it leaves the macro with a value."""


@dataclass(frozen=True)
class Relation:
    """A table or view, as SQL where it is written into a query."""

    schema: str
    identifier: str
    database: str = "memory"
    type: str = "table"

    def __str__(self) -> str:
        """Write it as SQL."""
        return ".".join(map(sql_identifier, (self.database, self.schema, self.identifier)))


@dataclass(frozen=True)
class Column:
    """A column of a relation, as dbt describes it."""

    name: str
    data_type: str

    @property
    def dtype(self) -> str:
        """The type without precision."""
        return self.data_type.split("(")[0]

    @property
    def quoted(self) -> str:
        """The name as SQL."""
        return sql_identifier(self.name)


class Found:
    """The rows of a query, as `run_query` gives them."""

    def __init__(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Keep the rows."""
        self.column_names, self.rows = list(names), list(rows)

    @property
    def columns(self) -> list[Any]:
        """The columns, each with its `values()`."""
        return [
            SimpleNamespace(values=lambda at=at: [row[at] for row in self.rows]) for at in range(len(self.column_names))
        ]

    def dicts(self) -> list[dict[str, Any]]:
        """Give the rows by the names of their columns."""
        return [dict(zip(self.column_names, row, strict=True)) for row in self.rows]


@dataclass
class _Settings:
    """The config of the model at hand."""

    given: dict[str, Any] = field(default_factory=dict)

    def __call__(self, **settings: Any) -> str:
        self.given.update(settings)
        return ""

    def get(self, name: str, default: Any = None) -> Any:
        return self.given.get(name, default)


@dataclass
class _This:
    """The relation of the model at hand."""

    relation: Relation | None = None

    def __str__(self) -> str:
        return str(self.relation)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.relation, name)


class FrontDoor:
    """The project's macros and models on a connection of their own."""

    def __init__(
        self,
        project: Path,
        variables: Mapping[str, Any],
        environment: Mapping[str, str],
        spill: Path | None = None,
    ) -> None:
        """Open a DuckDB in memory, and find the project's macros, models and seeds.

        Args:
            project: Folder of the dbt project retensi, or of one that has it as a package.
            variables: vars that win over those of dbt_project.yml, as `--vars` gives them.
            environment: Environment variables.
            spill: Folder that takes, encrypted, what does not fit into memory; without it such a query fails.

        Raises:
            ProjectError: the folder holds no such project.
        """
        self.home = home_of(project)
        self.warnings: list[str] = []
        self._environment = environment
        self._projects = _projects(project)
        self._root = next(iter(self._projects))
        self._given = dict(variables)
        self._vars = vars_of(self._projects[self._root]) | dict(variables)
        self.connection = _connect(environment, spill)
        self._this, self._settings = _This(), _Settings()
        self._target = SimpleNamespace(type="duckdb", name="duckdb", database="memory", schema="main")
        self._statements: dict[str, Found] = {}
        self._landed: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._relations: dict[str, Relation] = {}
        # The tables of the shop, where it lies in such.
        self.warehouse: Warehouse | None = None
        self._found: dict[str, Relation] = {}
        self._mapped: dict[str, dict[str, Any]] = {}
        # A seed of the same name in a host project comes first.
        self._models = _by_name(self.home / "models", "sql")
        self._seeds = _by_name(self.home / "seeds", "csv") | (
            _by_name(project / "seeds", "csv") if project != self.home else {}
        )
        self._jinja = _environment()
        # Macros that are answered here. What a build keeps for the next one: here is none. And DuckDB need not be asked
        # for what Python knows: where pandas is installed, a function of Python has it load all of that.
        self._answered: dict[str, Callable[..., Any]] = {
            "keeps_history": lambda: False,
            "remember_landed_files": lambda: "",
            "note_keys_of_file": lambda *_, **__: "",
            "folder_exists": lambda folder: Path(folder).is_dir(),
            "landed_files": self._landed_files,
            # dbt's plugin reads it for a build.
            "mapped_tables": self._mapped_tables,
            # To count rows while they are read takes one thread; here they are numbered when they are there.
            "row_number_within": self._row_number_within,
        }
        self._files: dict[str, Path] = {}
        self._macros: dict[str, Callable[..., Any]] = {}
        for file in sorted((self.home / "macros").rglob("*.sql")):
            for name in _MACRO.findall(file.read_text(encoding="utf-8")):
                self._files[name] = file
        self.macros = SimpleNamespace(**{name: self._macro(name) for name in self._files})
        self._jinja.globals.update(self._context())

    def use(self, warehouse: Warehouse) -> None:
        """Have the macros look for tables in a warehouse, which is open on this connection."""
        self.warehouse = warehouse
        self._answered["tables_of_schema"] = lambda _, schema: warehouse.tables(schema)
        self._target.database = warehouse.database

    # Models

    def build(
        self, name: str, as_view: bool = False, emptied: Sequence[str] = (), left_out: Sequence[str] = ()
    ) -> Relation:
        """Build a model of the project, with its hooks.

        Args:
            name: The model.
            as_view: Whether its rows are not to be kept.
            emptied: Text columns that nothing here reads, and that take long to make.
            left_out: Columns that nothing here reads. They are read all the same where DuckDB refused records, whose
                files are then read record by record.
        """
        relation = Relation(_schema_of(self.home, self._models[name]), name, type="view" if as_view else "table")
        self._this.relation, self._settings.given = relation, {}
        query = self.render(self.text_of(name))
        before, after = (_listed(self._settings.get(hook)) for hook in ("pre_hook", "post_hook"))
        nothing = ", ".join(f"cast(null as varchar) as {column}" for column in emptied)
        replaced = f" replace ({nothing})" if emptied else ""
        excluded = ", ".join(map(sql_identifier, left_out))
        self.connection.execute(f"create schema if not exists {relation.schema}")
        for exclude in [f" exclude ({excluded})", ""] if left_out else [""]:
            for hook in before:
                self._run_hook(hook)
            self.connection.execute(
                f"create or replace {relation.type} {relation} as select *{exclude}{replaced} from ({query})"
            )
            if not self._has_refused_records():
                break
        self._relations[name] = relation
        for hook in after:
            self._run_hook(hook)
        if name.startswith("received_"):
            # Rows of a table have no place.
            placed = "" if self.warehouse else ", _place = coalesce(_place, rowid + 1)"
            self.connection.execute(f"update {relation} set _row_id = rowid + 1{placed}")
        return relation

    def _has_refused_records(self) -> bool:
        kept = "select 1 from duckdb_tables() where temporary and table_name = 'retensi_rejects'"
        if not self.connection.execute(kept).fetchone():
            return False
        return self.connection.execute("select 1 from temp.retensi_rejects limit 1").fetchone() is not None

    def text_of(self, name: str) -> str:
        """Give the text of a model, with its Jinja."""
        return self._models[name].read_text(encoding="utf-8")

    def render(self, text: str) -> str:
        """Render SQL with Jinja, as a model or a hook is."""
        return self._template(_code(text)).render()

    def _template(self, code: CodeType) -> jinja2.Template:
        return jinja2.Template.from_code(self._jinja, code, self._jinja.make_globals(None))

    def query(self, text: str) -> Found:
        """Give the rows of a query written with Jinja."""
        return self.run_query(self.render(text))

    def run_query(self, text: str) -> Found:
        """Give the rows of a query."""
        cursor = self.connection.execute(text)
        names = [column[0] for column in cursor.description or []]
        return Found(names, cursor.fetchall() if names else [])

    def _run_hook(self, text: str) -> None:
        if (statement := self.render(text)).strip():
            self.connection.execute(statement)

    # Macros

    def _macro(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if name in self._answered:
                return self._answered[name](*arguments, **named)
            if name not in self._macros:
                self._compile(self._files[name])
            try:
                return self._macros[name](*arguments, **named)
            except _Returned as returned:
                return returned.args[0]

        return call

    def _compile(self, file: Path) -> None:
        """Compile the macros of a file, each for itself, so that they call each other as dbt has them do."""
        for name, code in _macro_codes(file.read_text(encoding="utf-8")).items():
            self._macros[name] = getattr(self._template(code).make_module(), name)

    def _dispatch(self, name: str, package: str | None = None) -> Callable[..., Any]:
        found = next(prefix + name for prefix in ("duckdb__", "default__") if prefix + name in self._files)
        macro: Callable[..., Any] = getattr(self.macros, found)
        return macro

    # dbt's context

    def _context(self) -> dict[str, Any]:
        adapter = SimpleNamespace(
            dispatch=self._dispatch,
            quote=lambda name: f'"{name}"',
            get_relation=self._get_relation,
            get_columns_in_relation=self._columns,
            create_schema=lambda relation: self.connection.execute(f"create schema if not exists {relation.schema}"),
            drop_relation=lambda relation: self.connection.execute(f"drop {relation.type} if exists {relation}"),
            commit=lambda: None,
            config=SimpleNamespace(
                project_name=self._root,
                cli_vars=self._given,
                vars=_as_dbt(self._projects[self._root].get("vars") or {}),
                load_dependencies=lambda: {
                    name: SimpleNamespace(vars=_as_dbt(each.get("vars") or {})) for name, each in self._projects.items()
                },
            ),
        )
        context = {
            "retensi": self.macros,
            "adapter": adapter,
            "api": SimpleNamespace(Relation=SimpleNamespace(create=Relation)),
            "config": self._settings,
            "dbt": SimpleNamespace(type_string=lambda: "varchar", type_timestamp=lambda: "timestamp"),
            "env_var": self._env_var,
            "exceptions": SimpleNamespace(raise_compiler_error=_refuse, warn=self._warn),
            "execute": True,
            "flags": SimpleNamespace(WHICH="build", FULL_REFRESH=False),
            "fromjson": json.loads,
            "is_incremental": lambda: False,
            "load_relation": self._load,
            "local_md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            "log": lambda *_, **__: "",
            "modules": SimpleNamespace(re=re, datetime=datetime, pytz=pytz),
            "project_name": self._root,
            "ref": self.ref,
            "return": _return,
            "run_query": self.run_query,
            "run_started_at": datetime.datetime.now(datetime.UTC),
            "statement": self._statement,
            "load_result": self._statements.get,
            "target": self._target,
            "this": self._this,
            "tojson": json.dumps,
            "var": self.var,
        }
        return vars(self.macros) | context

    def _row_number_within(self, part: Mapping[str, Any]) -> str:
        # What is joined to rows to make people unrecognisable does not keep their order.
        return "row_number() over ()" if self.macros.has_erasures() else "cast(null as bigint)"

    def ref(self, *names: str) -> Relation:
        """Give the relation of a model that was built here, or of a seed, which is read where it is asked for first."""
        name = names[-1]
        if name not in self._relations:
            if name not in self._seeds:
                raise KeyError(f"{name} is no seed, nor a model that was built")
            self._relations[name] = self._load_seed(name, self._seeds[name])
        return self._relations[name]

    def var(self, name: str, default: Any = None) -> Any:
        """Give a var."""
        return self._vars.get(name, default)

    def set_var(self, name: str, value: Any) -> None:
        """Set a var as `--vars` would."""
        self._vars[name] = value
        self._given[name] = value

    def land(self, folder: str, parts: Mapping[str, list[dict[str, Any]]]) -> None:
        """Have the inputs be read from parts of a folder, rather than from all that lies there."""
        self.set_var("input_path", folder)
        self._landed[folder] = {name: list(each) for name, each in parts.items()}

    def _landed_files(self, folder: Any) -> dict[str, list[dict[str, Any]]]:
        """Look at the folder once; macros may change what they are given."""
        if str(folder) not in self._landed:
            self._landed[str(folder)] = landing.describe_folder(str(folder), self.macros.input_contract())
        return deepcopy(self._landed[str(folder)])

    def _env_var(self, name: str, default: str | None = None) -> str:
        if (value := self._environment.get(name, default)) is None:
            raise Refused(f"Env var required but not provided: '{name}'")
        return value

    def _warn(self, message: str) -> str:
        self.warnings.append(message)
        return ""

    def _statement(self, name: str | None = None, caller: Any = None, **_: Any) -> str:
        self._statements[name or ""] = self.run_query(caller())
        return ""

    def _load(self, relation: Relation) -> Relation | None:
        # Parameters of a query have DuckDB load pandas, as functions of Python do.
        there = self.connection.execute(
            f"select 1 from information_schema.tables where table_catalog = {sql_literal(relation.database)}"
            f" and table_schema = {sql_literal(relation.schema)} and table_name = {sql_literal(relation.identifier)}"
        ).fetchone()
        return relation if there else None

    def _get_relation(
        self, database: str | None = None, schema: str | None = None, identifier: str | None = None
    ) -> Relation | None:
        if self.warehouse:
            found = self.warehouse.find(database, schema or "", identifier or "")
            self._found |= {str(found): found} if found else {}
            return found
        return self._load(Relation(schema or "", identifier or ""))

    def relation_of(self, part: Mapping[str, Any]) -> Relation | None:
        """Give the table that a part of an input is; None where it is a file."""
        return self._found.get(part["name"])

    def _mapped_tables(self) -> dict[str, Any]:
        """Read the mapping of tables once; macros may change what they are given."""
        from retensi.front_door.tables import plan_tables

        path = str(self.macros.input_place()["mapping"])
        if path not in self._mapped:
            self._mapped[path] = plan_tables(path, self.macros.input_contract())
        return deepcopy(self._mapped[path])

    def _columns(self, relation: Relation) -> list[Column]:
        if self.warehouse and relation.database == self.warehouse.place:
            return [Column(name, kind) for name, kind in self.warehouse.columns(relation).items()]
        return [Column(name, kind) for name, kind, *_ in self.connection.execute(f"describe {relation}").fetchall()]

    def _load_seed(self, name: str, file: Path) -> Relation:
        relation = Relation("reference", name)
        types = {column: self.render(kind) for column, kind in _column_types(file, name).items()}
        self.connection.execute("create schema if not exists reference")
        given = ", ".join(f"{sql_literal(column)}: {sql_literal(kind)}" for column, kind in types.items())
        typed = f", types = {{{given}}}" if types else ""
        self.connection.execute(
            f"create table {relation} as select * from read_csv({sql_literal(path_pattern(str(file)))}, header = true,"
            f" delim = ',', quote = '\"', escape = '\"'{typed})"
        )
        return relation


def _environment() -> jinja2.Environment:
    return jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])


# Compiled once a process: it takes longer than a small folder does.
@lru_cache(maxsize=1024)
def _code(text: str) -> CodeType:
    return _environment().compile(text)


@lru_cache(maxsize=1024)
def _macro_codes(text: str) -> dict[str, CodeType]:
    environment = _environment()
    found = environment.parse(text).find_all(jinja2.nodes.Macro)
    return {macro.name: environment.compile(jinja2.nodes.Template([macro], lineno=1)) for macro in found}


def _connect(environment: Mapping[str, str], spill: Path | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "memory_limit": environment.get("RETENSI_MEMORY") or "4GB",
            "threads": environment.get("RETENSI_THREADS") or "2",
            # Rows are numbered as they come, so that a sample of them can be found in the file.
            "preserve_insertion_order": "true",
            # With what DuckDB has of its own: its better means come with an extension that would have to be fetched.
            "temp_file_encryption": "true",
            "force_mbedtls_unsafe": "true",
            "temp_directory": str(spill or ""),
        }
    )
    connection.execute("set TimeZone = 'UTC'")
    sql_functions.register(connection)
    # Pseudonyms of who is to be forgotten last as long as this connection.
    key = keys.key_given(environment) or keys.random_key()
    connection.execute(f"set variable retensi_hash_key = '{key}'")
    return connection


def _projects(project: Path) -> dict[str, dict[str, Any]]:
    folders = [project, *sorted(file.parent for file in (project / "dbt_packages").glob("*/dbt_project.yml"))]
    read = [read_project(folder) for folder in folders]
    return {each["name"]: each for each in read}


def _listed(hooks: str | Sequence[str] | None) -> Sequence[str]:
    return [hooks] if isinstance(hooks, str) else hooks or []


def _as_dbt(given: Mapping[str, Any]) -> Any:
    return SimpleNamespace(to_dict=lambda: dict(given))


def _by_name(folder: Path, suffix: str) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.rglob(f"*.{suffix}"))}


def _schema_of(home: Path, file: Path) -> str:
    return file.relative_to(home / "models").parts[0]


def _column_types(file: Path, name: str) -> dict[str, str]:
    """Give the types that the pages beside a seed name for its columns; the page of its own name comes first."""
    for page in sorted(file.parent.glob("*.yml"), key=lambda page: (page.stem != name, page)):
        for seed in _seeds_of(page):
            if seed.get("name") == name:
                return (seed.get("config") or {}).get("column_types") or {}
    return {}


def _seeds_of(page: Path) -> Iterator[dict[str, Any]]:
    yield from (read_yaml(page) or {}).get("seeds") or []


def _return(value: Any) -> None:
    raise _Returned(value)


def _refuse(message: str) -> None:
    raise Refused(message)
