{#-
    Columns of a model that are never null, in one query however many they are. A not_null for each column was 500 of
    862 data tests, and most of the time of a small build.
-#}
{% test not_null_columns(model, columns) %}

select
    concat_ws(
        ', '
        {%- for column in columns %},
        case when {{ column }} is null then '{{ column }}' end
        {%- endfor %}
    ) as null_columns,
    {{ model.identifier }}.*
from {{ model }}
where
    {%- for column in columns %}
    {% if not loop.first %}or {% endif %}{{ column }} is null
    {%- endfor %}

{% endtest %}
