{#- A table that `retensi fit-clv` writes: in the schema of the intermediate models. -#}
{% macro clv_fits_relation(table='clv_fits_written') -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=retensi.generate_schema_name('intermediate', none),
        identifier=table,
        type='table'
    )) }}
{%- endmacro %}
