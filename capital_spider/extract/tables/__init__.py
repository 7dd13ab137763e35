"""Data tables: told from layout, laid out as a grid, header and column types found."""

from capital_spider.extract.tables.grid import MAX_CELLS, own_rows
from capital_spider.extract.tables.kind import is_data_table
from capital_spider.extract.tables.records import read_tables

__all__ = ["MAX_CELLS", "is_data_table", "own_rows", "read_tables"]
