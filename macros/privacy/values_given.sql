{#-
    Some columns of an input as text, read where the rows come from: for what has to be known before rows are received.
    Nothing of it may be kept. Nulls where a column did not come; blanks around a value are gone, and so are words for nothing.
-#}
{% macro values_given(input, columns) %}
    {%- set source = retensi.input_source(input) -%}
    {%- if source.kind == 'demo' %}
    select
        {%- for column in columns %}
        {{ retensi.read_id(column) if column in retensi.columns_of_demo(input) else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('retensi', 'demo_' ~ input) }}
    {%- elif not source.parts %}
    select
        {%- for column in columns %}
        cast(null as {{ dbt.type_string() }}) as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    where 1 = 0
    {%- else %}
        {%- set types = retensi.input_contract()[input].columns -%}
        {%- for part in source.parts %}
            {%- set names = {} -%}
            {%- for name in part.columns %}{% do names.update({name | lower: name}) %}{% endfor %}
    select
            {%- for column in columns %}
        {% if column in names -%}
            {{ retensi.read_id(retensi.received_value(part, names[column], types[column])) }}
        {%- else -%}
            cast(null as {{ dbt.type_string() }})
        {%- endif %} as {{ column }}{% if not loop.last %},{% endif %}
            {%- endfor %}
    from {{ retensi.part_relation(part) }}
            {%- if not loop.last %}
    union all
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{% endmacro %}
