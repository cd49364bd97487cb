"""What is said when a package is not there that a format or an engine needs."""

from __future__ import annotations


class Lacking(Exception):  # noqa: N818  # reads as what it says
    """A package is not installed; the message says which, and how to get it."""

    def __init__(self, what: str, package: str, extra: str = "pictures") -> None:
        super().__init__(f"{what} needs {package}: pip install 'stepladder[{extra}]'")
        self.what = what
        """What cannot be done, such as `PNG`."""
        self.package = package
        self.extra = extra
