"""A table of the record as a pandas DataFrame, where pandas is there; the package itself does without it."""

from __future__ import annotations

import importlib
from typing import Any, Protocol


class _Table(Protocol):
    @property
    def caption(self) -> str | None: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def column_types(self) -> tuple[str, ...]: ...
    @property
    def units(self) -> tuple[str | None, ...]: ...


class AsFrame:
    """Gives a table of the record ``to_pandas``."""

    __slots__ = ()

    def to_pandas(self: _Table) -> Any:
        """The table as a DataFrame of the page's own texts: "1.234" is a thousand here and one there.

        Columns are numbered where there is no header; ``attrs`` holds caption, column_types and units.
        Raises ModuleNotFoundError where pandas is not installed.
        """
        try:
            pandas: Any = importlib.import_module("pandas")
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError("to_pandas needs pandas: pip install pandas", name="pandas") from error
        frame = pandas.DataFrame(list(self.rows), columns=list(self.header) or range(len(self.column_types)))
        frame.attrs = {"caption": self.caption, "column_types": self.column_types, "units": self.units}
        return frame
