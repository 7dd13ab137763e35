"""Every error this package raises.

    CapitalSpiderError
    ├── ExtractionError     a stage found its field's markup but could not read it
    ├── ProfileError        a site profile (TOML) is not well formed; where and why
    └── UsageError          what the user asked for cannot be done; what to do instead
        └── InUseError      … because another run is at it

Only the stage runner (``extract.run_stage``) turns an ExtractionError into a Problem of the record.
Any other exception inside a stage is a bug, and stays loud.
"""

from __future__ import annotations


class CapitalSpiderError(Exception):
    """Base of all errors raised on purpose."""


class ExtractionError(CapitalSpiderError):
    """A stage found its field's markup but could not read it."""

    def __init__(self, field: str, code: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field, self.code, self.detail = field, code, detail


class ProfileError(CapitalSpiderError):
    """A profile says something that cannot be used: names the file, the key and what is allowed."""


class UsageError(CapitalSpiderError):
    """The request cannot be carried out; the message says what to do."""


class InUseError(UsageError):
    """Another run holds what this one needs; wait for it, or name another place."""
