{#- Stops the build where a funnel of the seed funnel_steps cannot be used, naming each funnel and what is wrong. -#}
{% macro refuse_funnel_problems(funnel_problems) %}
    {% if not execute %}
        {% do return('') %}
    {% endif %}
    {% set found = run_query(
        'select funnel, problem from ' ~ funnel_problems ~ ' order by funnel, problem'
    ) %}
    {% set problems = [] %}
    {% for funnel, problem in found.rows %}{% do problems.append('funnel ' ~ funnel ~ ': ' ~ problem) %}{% endfor %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(
            'The funnels of the reference seed funnel_steps cannot be used (see docs/funnels.md). No funnel was built.\n  - '
            ~ problems | join('\n  - ')
        ) %}
    {% endif %}
{% endmacro %}
