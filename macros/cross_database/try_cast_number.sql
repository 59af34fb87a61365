{#- A number of any type as another number type; null where it does not fit. -#}
{% macro try_cast_number(number, type) -%}
    {{ return(adapter.dispatch('try_cast_number', 'retensi')(number, type)) }}
{%- endmacro %}

{% macro default__try_cast_number(number, type) -%}
    try_cast({{ number }} as {{ type }})
{%- endmacro %}

{% macro postgres__try_cast_number(number, type) -%}
    case when pg_input_is_valid(cast({{ number }} as text), '{{ type }}') then cast({{ number }} as {{ type }}) end
{%- endmacro %}
