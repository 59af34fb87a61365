{#- Run by `retensi fit-clv`: put fits or forecasts where the models read them, in place of earlier ones. -#}
{% macro write_fits(kind, fits) -%}
    {%- set relation = retensi.fits_relation(kind) %}
    {%- do adapter.create_schema(relation) %}
    {%- set existing = load_relation(relation) %}
    {%- if existing is not none %}
    {%- do adapter.drop_relation(existing) %}
    {%- endif %}
    {%- call statement('write_fits', auto_begin=True) -%}
        create table {{ relation }} as {{ retensi.fits_query(kind, fits) }}
    {%- endcall %}
    {%- do adapter.commit() %}
{%- endmacro %}
