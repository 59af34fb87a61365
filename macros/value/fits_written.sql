{#- A query of what `retensi fit-clv` wrote of a kind; it has no rows as long as it wrote nothing. -#}
{% macro fits_written(kind) -%}
    {%- set written = load_relation(retensi.fits_relation(kind)) if execute else none %}
    {%- if written is not none %}
    select * from {{ written }}
    {%- else %}
    {{ retensi.fits_query(kind, []) }}
    {%- endif %}
{%- endmacro %}
