{%- for input in input_contract() %}
select
    cast('{{ input }}' as {{ dbt.type_string() }}) as input,
    {{ 'true' if input_source(input).kind != 'absent' else 'false' }} as is_present
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
