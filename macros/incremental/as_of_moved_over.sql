{#- That a local day is known now and was not in the last build that came through, or the other way round. -#}
{% macro as_of_moved_over(day) -%}
    {%- if retensi.continues_history() -%}
    (
        {{ day }} > (select state.as_of_from from {{ retensi.state_relation('history_state') }} as state)
        and {{ day }} <= (select state.as_of_to from {{ retensi.state_relation('history_state') }} as state)
    )
    {%- else -%}
    1 = 0
    {%- endif -%}
{%- endmacro %}

{#- After as_of was found: the days it has been since the last build that came through. For the post-hook of its model. -#}
{% macro record_as_of(relation) %}
    {% if retensi.continues_history() %}
    update {{ retensi.state_relation('history_state') }}
    set
        as_of_from = least(as_of_from, (select as_of from {{ relation }})),
        as_of_to = greatest(as_of_to, (select as_of from {{ relation }}))
    {% endif %}
{% endmacro %}
