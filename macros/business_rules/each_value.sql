{#- A query with one row per text of a list, in a column of the given name. It goes into a CTE. -#}
{% macro each_value(values, column_name) -%}
    {%- for value in values %}
    select cast('{{ value }}' as {{ dbt.type_string() }}) as {{ column_name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
