{#-
    What stands before the ids of each source of people, in the order of the mapping: empty for the one whose ids are as they
    came. None without a mapping.
-#}
{% macro sources_of_ids() -%}
    {%- set prefixes = [] -%}
    {%- for input in ['orders', 'customers', 'interactions'] %}
        {%- for part in retensi.input_source(input).parts if part.prefixes is defined %}{% do prefixes.extend(part.prefixes) %}{% endfor %}
    {%- endfor -%}
    {{ return(prefixes | unique | list) }}
{%- endmacro %}

{#- The place of an id's source among those of the mapping; null for somebody who was forgotten, of whom that is not known. -#}
{% macro source_place(customer_id, sources) -%}
    case
        when {{ retensi.is_erased(customer_id) }} then null
        {%- for prefix in sources if prefix %}
        when substr({{ customer_id }}, 1, {{ prefix | length }}) = '{{ prefix }}' then {{ sources.index(prefix) }}
        {%- endfor %}
        else {{ sources.index('') if '' in sources else sources | length }}
    end
{%- endmacro %}
