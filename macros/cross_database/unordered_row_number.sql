{#- A different number for each row, in no particular order; cheap, not consecutive on every engine. -#}
{% macro unordered_row_number() -%}
    {{ return(adapter.dispatch('unordered_row_number', 'retensi')()) }}
{%- endmacro %}

{% macro default__unordered_row_number() -%}
    row_number() over ()
{%- endmacro %}

{% macro spark__unordered_row_number() -%}
    monotonically_increasing_id()
{%- endmacro %}
