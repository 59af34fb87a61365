{#- Aggregate: texts with a comma between them, in the order of one or more columns. -#}
{% macro texts_in_order(text, columns) -%}
    {{ return(adapter.dispatch('texts_in_order', 'retensi')(text, columns)) }}
{%- endmacro %}

{% macro default__texts_in_order(text, columns) -%}
    string_agg({{ text }}, ', ' order by {{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__texts_in_order(text, columns) -%}
    array_join(
        transform(array_sort(collect_list(struct({{ columns | join(', ') }}, {{ text }} as text))), found -> found.text), ', '
    )
{%- endmacro %}
