{#- What stands before the ids of the sources of a mapping, each once; none where no mapping says so. -#}
{% macro prefixes_of_sources() -%}
    {%- set prefixes = [] -%}
    {%- for input in ['orders', 'customers', 'interactions'] %}
        {%- for part in retensi.input_source(input).parts if part.prefixes is defined %}{% do prefixes.extend(part.prefixes) %}{% endfor %}
    {%- endfor -%}
    {{ return(prefixes | select | unique | sort) }}
{%- endmacro %}
