"""Loaded before settings: the tests need no `.env` and touch nothing of a development copy."""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

# A shell in the background ignores Ctrl-C, and all that it starts inherits that; the tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Where no bytecode may be kept, every process of a run rewrites all assertions anew: six seconds each.
sys.dont_write_bytecode = False
os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ["DEBUG"] = "true"
os.environ["PRODUCT_DATE"] = "2020-12-10"
os.environ["REDIS_URL"] = ""
if "VAR_DIR" not in os.environ:
    folder = tempfile.mkdtemp(prefix="scrutineer-tests-")
    os.environ["VAR_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{os.environ['VAR_DIR']}/scrutineer.sqlite3")
