"""A test whose needs the system lacks is passed over with the command that installs them; in CI it fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.engines import spark_cluster
from tests.engines.engine import stop_without
from tests.faults import Faults

NEEDS: dict[str, Callable[[Path], object]] = {
    "Chromium": lambda _: chromium(),
    "C compiler": Faults,
    "Java": lambda _: stop_without(spark_cluster.missing()),
}


@pytest.mark.parametrize("need", NEEDS)
def test_what_is_missing_is_said_with_what_installs_it(
    need: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    # With the packages of Spark there, as where its tests are run.
    monkeypatch.setattr(spark_cluster, "find_spec", lambda _: object())
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"{need}.*apt-get install"):
        NEEDS[need](tmp_path)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"{need}.*apt-get install"):
        NEEDS[need](tmp_path)
