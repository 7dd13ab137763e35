"""capital-spider turns news sites into clean, structured, auditable data."""

__version__ = "0.1.0"
