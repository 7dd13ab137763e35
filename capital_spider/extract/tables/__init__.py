"""Data tables: told from layout, laid out as a grid, header and column types found."""

from capital_spider.extract.tables.kind import is_data_table
from capital_spider.extract.tables.records import read_tables

__all__ = ["is_data_table", "read_tables"]
