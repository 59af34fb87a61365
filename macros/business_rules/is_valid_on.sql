{#-
    Condition that a span (valid_from, valid_to: half-open, null where it has no end yet) covers a day. Two comparisons and no
    "or": an outer join on an "or" has DuckDB compare each row of one side with each of the other.
-#}
{% macro is_valid_on(day, spans) -%}
    {{ spans }}.valid_from <= {{ day }} and coalesce({{ spans }}.valid_to, cast('9999-12-31' as date)) > {{ day }}
{%- endmacro %}
