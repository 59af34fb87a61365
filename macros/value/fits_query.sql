{#- A query with one typed row per dict of `fits`, whose keys are columns of the model that reads this kind. -#}
{% macro fits_query(kind, fits) -%}
    {%- set texts = {'clv': ['fit', 'note'], 'churn': ['fit', 'term', 'note'], 'revenue': ['fit']}[kind] %}
    {%- set numbers = {
        'clv': ['r', 'alpha', 'a', 'b', 'p', 'q', 'v', 'log_likelihood'],
        'churn': ['mean', 'scale', 'coefficient'],
        'revenue': [
            'known_net_revenue', 'new_net_revenue', 'anonymous_net_revenue', 'lower_net_revenue', 'upper_net_revenue',
        ],
    }[kind] %}
    {%- set types = {
        'clv': {'fitted_as_of': 'date', 'customers_fitted': 'bigint', 'converged': 'boolean'},
        'churn': {'customers_fitted': 'bigint'},
        'revenue': {'fitted_as_of': 'date', 'month': 'date'},
    }[kind] %}
    {%- for name in texts %}
    {%- do types.update({name: dbt.type_string()}) %}
    {%- endfor %}
    {%- for name in numbers %}
    {%- do types.update({name: retensi.double_type()}) %}
    {%- endfor %}
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
