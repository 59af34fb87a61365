{#- `units` x `weight` / `total` of bigints, the fraction cut off; exact, though the product does not fit into one.
    A whole number, to be cast to bigint. -#}
{% macro part_of(units, weight, total) -%}
    {{ return(adapter.dispatch('part_of', 'retensi')(units, weight, total)) }}
{%- endmacro %}

{% macro default__part_of(units, weight, total) -%}
    div(cast({{ units }} as decimal(19, 0)) * cast({{ weight }} as decimal(19, 0)), {{ total }})
{%- endmacro %}

{% macro duckdb__part_of(units, weight, total) -%}
    (cast({{ units }} as hugeint) * {{ weight }} // {{ total }})
{%- endmacro %}

{% macro spark__part_of(units, weight, total) -%}
    (cast({{ units }} as decimal(19, 0)) * cast({{ weight }} as decimal(19, 0)) div {{ total }})
{%- endmacro %}
