{#- Run by `retensi fit-clv`: put the fits where int_clv_fits reads them, in place of earlier ones. -#}
{% macro write_clv_fits(fits) -%}
    {%- set relation = retensi.clv_fits_relation() %}
    {%- do adapter.create_schema(relation) %}
    {%- set existing = load_relation(relation) %}
    {%- if existing is not none %}
    {%- do adapter.drop_relation(existing) %}
    {%- endif %}
    {%- call statement('write_clv_fits', auto_begin=True) -%}
        create table {{ relation }} as {{ retensi.clv_fits_query(fits) }}
    {%- endcall %}
    {%- do adapter.commit() %}
{%- endmacro %}
