{{ config(**shown_or({'materialized': 'table'})) }}

select
    {{ contracted_columns() }}
from {{ in_same_database(ref('retensi', 'int_lifecycle_spans')) }}
