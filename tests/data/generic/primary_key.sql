{#-
    No two rows share the key, and neither it nor the columns `not_null` have a null; one node, since nodes are what a
    small build pays for. What it gives names the problem and the key.
-#}
{% test primary_key(model, columns, not_null=[]) %}

{%- set filled = columns + not_null %}
select
    concat_ws(
        ', '
        {%- for column in filled %},
        case when {{ column }} is null then 'no {{ column }}' end
        {%- endfor %}
    ) as problem,
    {{ columns | join(',\n    ') }}
from {{ model }}
where
    {%- for column in filled %}
    {% if not loop.first %}or {% endif %}{{ column }} is null
    {%- endfor %}
union all
select
    'in more than one row' as problem,
    {{ columns | join(',\n    ') }}
from {{ model }}
group by
    {{ columns | join(',\n    ') }}
having count(*) > 1

{% endtest %}
