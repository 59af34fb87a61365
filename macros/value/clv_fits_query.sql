{#- A query with one typed row per dict; `table` says which of the tables that `retensi fit-clv` writes. -#}
{% macro clv_fits_query(rows, table='clv_fits_written') -%}
    {%- set types = {'fit': dbt.type_string(), 'fitted_as_of': 'date'} %}
    {%- if table == 'clv_fits_written' %}
    {%- set figures = ['r', 'alpha', 'a', 'b', 'p', 'q', 'v', 'log_likelihood'] %}
    {%- set others = {'customers_fitted': 'bigint', 'converged': 'boolean', 'note': dbt.type_string()} %}
    {%- else %}
    {%- set figures = [
        'known_net_revenue', 'new_net_revenue', 'anonymous_net_revenue', 'lower_net_revenue', 'upper_net_revenue'
    ] %}
    {%- set others = {'month': 'date'} %}
    {%- endif %}
    {%- for name in figures %}
    {%- do types.update({name: retensi.double_type()}) %}
    {%- endfor %}
    {%- do types.update(others) %}
    {%- for row in rows or [{}] %}
    select
        {%- for name, type in types.items() %}
        {%- set value = row.get(name) %}
        cast({{ 'null' if value is none else "'" ~ dbt.escape_single_quotes(value | string) ~ "'" }} as {{ type }}) as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    {%- if not rows %}
    where 1 = 0
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
