{#- Say at the end of a build, as a dbt warning, why there are no predictions or why the backtest has none; the forecast says so in its note. -#}
{% macro warn_without_fit() -%}
    {%- if execute %}
    {%- set query %}
    select fit, note from {{ ref('retensi', 'int_clv_fits') }}
    where not converged and fit <> 'year_ago' order by fit
    {%- endset %}
    {%- set told = {'current': 'customer value has no predictions', 'holdout': 'clv_backtest has no predictions'} %}
    {%- for fit, note in run_query(query).rows %}
    {%- do exceptions.warn('retensi: ' ~ told[fit] ~ '. ' ~ note) %}
    {%- endfor %}
    {%- endif %}
{%- endmacro %}
