{#- The table that `retensi fit-clv` writes: in the schema of the intermediate models. -#}
{% macro clv_fits_relation() -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=retensi.generate_schema_name('intermediate', none),
        identifier='clv_fits_written',
        type='table'
    )) }}
{%- endmacro %}
