"""Tests. Where no bytecode may be written beside the sources, a folder of the run takes it.

Without it each process of the tests would compile all that it imports, dbt's in 2 s. The processes that the tests start
inherit the folder's name.
"""

import atexit
import os
import shutil
import sys
import tempfile

if sys.dont_write_bytecode and sys.pycache_prefix is None:
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = tempfile.mkdtemp(prefix="retensi-bytecode-")
    atexit.register(shutil.rmtree, sys.pycache_prefix, ignore_errors=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
