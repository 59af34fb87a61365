{#- Before anything runs: vars that nobody reads or can use stop the command with one message that names them all. -#}
{% macro check_configuration() %}
    {% if not execute or flags.WHICH not in ['build', 'run', 'seed', 'snapshot', 'test'] %}
        {% do return('') %}
    {% endif %}
    {% set problems = retensi.unknown_vars() %}
    {% for known in retensi.known_vars() if not known.command or known.name in adapter.config.cli_vars %}
        {% set value = var(known.name, known.default) %}
        {% set expected = retensi.expected_of_var(known) %}
        {% if not retensi.is_value_of_var(known, value) %}
            {% do problems.append(known.name ~ ' is ' ~ retensi.shown_value(value) ~ '; expected ' ~ expected) %}
        {% endif %}
    {% endfor %}
    {% set place = retensi.input_place() %}
    {% for one, other in [('path', 'schema'), ('path', 'mapping'), ('schema', 'mapping')] %}
        {% if place[one] is not none and place[other] is not none %}
            {% do problems.append(place.says[one] ~ ' and ' ~ place.says[other] ~ ' are both set; expected one of them') %}
        {% endif %}
    {% endfor %}
    {% if place.path is not none and target.type != 'duckdb' %}
        {% do problems.append(
            place.says.path ~ ' is set on target ' ~ target.name ~ '; files are read on DuckDB only, use ' ~ place.says.schema
        ) %}
    {% endif %}
    {% set at_risk, inactive = var('at_risk_after_days'), var('inactive_after_days') %}
    {% if at_risk is integer and inactive is integer and inactive <= at_risk %}
        {% do problems.append('inactive_after_days is ' ~ inactive ~ '; expected more than at_risk_after_days (' ~ at_risk ~ ')') %}
    {% endif %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(
            'The vars cannot be used. Nothing was built.\n  - ' ~ problems | join('\n  - ')
            ~ '\nCorrect them in the command (--vars) or in dbt_project.yml. docs/vars.md lists all vars.'
        ) %}
    {% endif %}
{% endmacro %}

{#- A value as a message shows it: text in quotes, for '2' is not 2. -#}
{% macro shown_value(value) %}
    {% do return("'" ~ value ~ "'" if value is string else 'null' if value is none else value | string) %}
{% endmacro %}
