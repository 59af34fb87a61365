{#- A query with one typed row per fit; each fit is a dict with the columns of int_clv_fits. -#}
{% macro clv_fits_query(fits) -%}
    {%- set types = {'fit': dbt.type_string(), 'fitted_as_of': 'date'} %}
    {%- for name in ['r', 'alpha', 'a', 'b', 'p', 'q', 'v', 'log_likelihood'] %}
    {%- do types.update({name: retensi.double_type()}) %}
    {%- endfor %}
    {%- do types.update({'customers_fitted': 'bigint', 'converged': 'boolean', 'note': dbt.type_string()}) %}
    {%- for fit in fits or [{}] %}
    select
        {%- for name, type in types.items() %}
        {%- set value = fit.get(name) %}
        cast({{ 'null' if value is none else "'" ~ dbt.escape_single_quotes(value | string) ~ "'" }} as {{ type }}) as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    {%- if not fits %}
    where 1 = 0
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
