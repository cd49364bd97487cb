"""Packages from npm, each installed once into the folder that pytest keeps between its runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def installed(config: pytest.Config, package: str, version: str) -> Path:
    """The folder of a package's modules; the test is skipped where npm is missing or fails, but never in CI."""
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{missing[0]} is not on this machine")
    try:
        return install(Path(config.cache.mkdir("npm")), package, version)
    except subprocess.SubprocessError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm could not install {package}: {error}")


def install(folder: Path, package: str, version: str) -> Path:
    """Install a package with npm, unless it is there, and give the folder of the modules.

    Args:
        folder: where packages are kept.
        package: its name.
        version: exactly which.
    """
    home = folder / f"{package.replace('/', '-').lstrip('@')}-{version}"
    if not (home / "node_modules" / package).is_dir():
        fresh = tempfile.mkdtemp(dir=folder)
        try:
            command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", fresh, f"{package}@{version}"]
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
            with contextlib.suppress(OSError):  # another run has just put it there
                os.rename(fresh, home)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return home / "node_modules"
