{#- The table of a kind that `retensi fit-clv` writes: in the schema of the intermediate models. -#}
{% macro fits_relation(kind) -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=retensi.generate_schema_name('intermediate', none),
        identifier=kind ~ ('_forecasts_written' if kind == 'revenue' else '_fits_written'),
        type='table'
    )) }}
{%- endmacro %}
