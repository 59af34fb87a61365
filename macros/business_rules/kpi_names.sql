{#- The names of all KPIs of a month: the columns of kpis_by_month that are numbers. -#}
{% macro kpi_names() -%}
    {%- set names = [] %}
    {%- for column in (graph.nodes['model.retensi.kpis_by_month'].columns.values() if execute else []) %}
        {%- if column.data_type not in ['date', 'boolean'] %}{% do names.append(column.name) %}{% endif %}
    {%- endfor %}
    {{- return(names or ['purchases']) }}
{%- endmacro %}
