{#-
    Stops the build (or warns, by quarantine_severity) where an input has more than quarantine_limit of its rows, and at
    least 20 rows, in quarantine; or more than half of them, however few. A higher limit holds for few rows as well.
    Everything behind the front door depends on this model, so the marts stay as they were.
-#}
{% macro enforce_quarantine_limit(reconciliation) %}
    {% if not execute %}
        {% do return('') %}
    {% endif %}
    {% set problems = [] %}
    {% for input, found in retensi.over_quarantine_limit(reconciliation).items() %}
        {% do problems.append(
            input ~ ': ' ~ found ~ '. Look at '
            ~ ref('retensi', 'checked_' ~ input).incorporate(path={'identifier': 'quarantined_' ~ input})
            ~ ', then mend the source; '
            ~ "--vars '{quarantine_severity: warn}' reads the other rows all the same"
            ~ '\n    - ' ~ retensi.refusals_told(input) | join('\n    - ')
        ) %}
    {% endfor %}
    {% if problems %}
        {% set message = 'Too many rows were refused. The marts stay as they were.\n  - ' ~ problems | join('\n  - ') %}
        {% if var('quarantine_severity') == 'error' %}
            {% do exceptions.raise_compiler_error(message) %}
        {% else %}
            {% do exceptions.warn(message) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- The inputs of which more rows are in quarantine than may be, each with what was found and how many may be. -#}
{% macro over_quarantine_limit(reconciliation) %}
    {% set limit = var('quarantine_limit') | float %}
    {% set limit_of_few = [limit, 0.5] | max %}
    {% set inputs = run_query(
        "select input, rows_received, rows_quarantined, rows_quarantined > " ~ limit_of_few ~ " * rows_received as is_most from "
        ~ reconciliation ~ " where (rows_quarantined >= 20 and rows_quarantined > " ~ limit ~ " * rows_received)"
        ~ " or rows_quarantined > " ~ limit_of_few ~ " * rows_received order by input"
    ) %}
    {% set over = {} %}
    {% for input, received, quarantined, is_most in inputs.rows %}
        {% set allowed = limit_of_few if is_most and quarantined < 20 else limit %}
        {% do over.update({
            input: quarantined ~ ' of ' ~ received ~ ' rows are quarantined; at most ' ~ (allowed * 100) | round(2)
            ~ ' % may be' ~ (', however few' if allowed != limit)
        }) %}
    {% endfor %}
    {% do return(over) %}
{% endmacro %}
