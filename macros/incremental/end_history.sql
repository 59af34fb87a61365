{#-
    After a build: where all history came through, nothing is pending any more and the next build may go on from here.
    Where anything on the way failed or was left out, the changes stay pending, and the next build works them in; what
    it does twice it does with the same result. For on-run-end.
-#}
{% macro end_history(results) %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH != 'build' or not retensi.keeps_history() %}
        {% do return('') %}
    {% endif %}
    {% set done = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list %}
    {% if retensi.needed_for_history() | reject('in', done) | list %}
        {% do return('') %}
    {% endif %}
    {% set as_of = retensi.as_last_built('int_as_of') %}
    {% call statement('end_history', auto_begin=True) %}
    delete from {{ retensi.state_relation('pending_changes') }};
    delete from {{ retensi.state_relation('history_state') }};
    insert into {{ retensi.state_relation('history_state') }}
    {#- Not as they are by now: what landed while this build ran is for the next one. #}
    select begun.settings, days.as_of, days.as_of
    from {{ retensi.state_relation('settings_begun') }} as begun
    cross join {{ as_of }} as days;
    {% endcall %}
    {% do adapter.commit() %}
{% endmacro %}

{#- Ids of the tables of history and of all models and seeds they are built from. -#}
{% macro needed_for_history() -%}
    {%- set needed, left = [], [] %}
    {%- for node in graph.nodes.values() if retensi.is_history(node) %}{% do left.append(node.unique_id) %}{% endfor %}
    {%- for _ in range(100000) if left %}
        {%- set id = left.pop() %}
        {%- if id not in needed and id in graph.nodes %}
            {%- do needed.append(id) %}
            {%- if graph.nodes[id].resource_type == 'model' %}{% do left.extend(graph.nodes[id].depends_on.nodes) %}{% endif %}
        {%- endif %}
    {%- endfor %}
    {{- return(needed) }}
{%- endmacro %}
