"""Loaded before settings: the tests need no `.env` and touch nothing of a development copy."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ["DEBUG"] = "true"
os.environ["PRODUCT_DATE"] = "2020-12-10"
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="scrutineer-tests-"))
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
