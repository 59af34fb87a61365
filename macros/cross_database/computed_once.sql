{#- SQL that names a value several times, where the value takes long: it is computed once, and called `name` in the SQL. -#}
{% macro computed_once(value, name, sql) -%}
    {{ return(adapter.dispatch('computed_once', 'retensi')(value, name, sql)) }}
{%- endmacro %}

{% macro default__computed_once(value, name, sql) -%}
    {#- Without `offset` PostgreSQL writes the value into each place that names it. #}
    (select {{ sql }} from (select {{ value }} as {{ name }} offset 0) as computed)
{%- endmacro %}

{% macro duckdb__computed_once(value, name, sql) -%}
    list_transform([{{ value }}], lambda {{ name }}: {{ sql }})[1]
{%- endmacro %}

{% macro spark__computed_once(value, name, sql) -%}
    transform(array({{ value }}), {{ name }} -> {{ sql }})[0]
{%- endmacro %}
