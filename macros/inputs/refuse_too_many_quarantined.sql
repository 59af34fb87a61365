{#-
    Stops the build (or warns, by quarantine_severity) where an input has more than quarantine_limit of its rows, and at
    least 20 rows, in quarantine. Everything behind the front door depends on this model, so the marts stay as they were.
-#}
{% macro refuse_too_many_quarantined(reconciliation) %}
    {% if not execute %}
        {% do return('') %}
    {% endif %}
    {% set inputs = run_query(
        "select input, rows_received, rows_quarantined from " ~ reconciliation
        ~ " where rows_quarantined >= 20 and rows_quarantined > " ~ var('quarantine_limit') ~ " * rows_received order by input"
    ) %}
    {% set problems = [] %}
    {% for input, received, quarantined in inputs.rows %}
        {% set reasons = run_query(
            "select reason, count(*) as row_count from " ~ ref('retensi', 'quarantined_' ~ input)
            ~ " group by reason order by row_count desc, reason"
        ) %}
        {% set named = [] %}
        {% for reason, row_count in reasons.rows %}{% do named.append(row_count ~ ' ' ~ reason) %}{% endfor %}
        {% do problems.append(
            input ~ ': ' ~ quarantined ~ ' of ' ~ received ~ ' rows are quarantined (' ~ named | join(', ')
            ~ '); at most ' ~ (var('quarantine_limit') * 100) | round(2) ~ ' % may be. Look at '
            ~ ref('retensi', 'quarantined_' ~ input) ~ ', then mend the source, map the new status or type in the '
            ~ 'reference seeds, or raise quarantine_limit'
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
