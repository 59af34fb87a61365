"""The data dictionary: what dbt's YAML says of the marts, as pages in English and with Indonesian names."""
