"""Put the marts of a build where BI tools read them: a DuckDB file, Parquet files, PostgreSQL."""
