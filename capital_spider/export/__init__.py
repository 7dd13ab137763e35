"""Articles to files: JSON Lines, JSON, CSV, and the JSON Schema of the record."""

from capital_spider.export.flat import CSV_COLUMNS
from capital_spider.export.formats import FORMATS
from capital_spider.export.schema import article_schema, schema_text
from capital_spider.export.table_files import TableWriter
from capital_spider.export.writer import RecordWriter, with_input_id

__all__ = ["CSV_COLUMNS", "FORMATS", "RecordWriter", "TableWriter", "article_schema", "schema_text", "with_input_id"]
