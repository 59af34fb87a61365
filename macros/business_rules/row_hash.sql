{#- A hash of typed columns that is the same on every engine; the last resort among versions of one key. -#}
{% macro row_hash(columns) -%}
    md5(concat(
        {%- for column in columns %}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), ''){{ ", '|'," if not loop.last }}
        {%- endfor %}
    ))
{%- endmacro %}
