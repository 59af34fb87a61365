{%- for input in input_contract() %}
{{ superseded_versions(input) }}
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
