{#- A text as another type; null where it cannot be one. -#}
{% macro try_cast_text(text, type) -%}
    {{ return(adapter.dispatch('try_cast_text', 'retensi')(text, type)) }}
{%- endmacro %}

{% macro default__try_cast_text(text, type) -%}
    try_cast({{ text }} as {{ type }})
{%- endmacro %}

{% macro postgres__try_cast_text(text, type) -%}
    case when pg_input_is_valid({{ text }}, '{{ type }}') then cast({{ text }} as {{ type }}) end
{%- endmacro %}
