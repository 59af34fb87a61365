{#- Run by `retensi fit-clv`: put fits and forecasts where the models read them, in place of earlier ones. -#}
{% macro write_clv_fits(fits, forecasts) -%}
    {%- for table, rows in [('clv_fits_written', fits), ('revenue_forecasts_written', forecasts)] %}
    {%- set relation = retensi.clv_fits_relation(table) %}
    {%- do adapter.create_schema(relation) %}
    {%- set existing = load_relation(relation) %}
    {%- if existing is not none %}
    {%- do adapter.drop_relation(existing) %}
    {%- endif %}
    {%- call statement('write_clv_fits', auto_begin=True) -%}
        create table {{ relation }} as {{ retensi.clv_fits_query(rows, table) }}
    {%- endcall %}
    {%- do adapter.commit() %}
    {%- endfor %}
{%- endmacro %}
