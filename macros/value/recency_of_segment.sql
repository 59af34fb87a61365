{#-
    The recency by which a segment is named: the score, held where the lifecycle's clock has the customer. Silent for up to
    at_risk_after_days 4 or 5, up to inactive_after_days 2 or 3, longer 1; so no segment contradicts a stage.
-#}
{% macro recency_of_segment(score, last_order_date, day) -%}
    case
        when {{ add_days(last_order_date, var('inactive_after_days')) }} < {{ day }} then 1
        when {{ add_days(last_order_date, var('at_risk_after_days')) }} < {{ day }} then greatest(2, least(3, {{ score }}))
        else greatest(4, {{ score }})
    end
{%- endmacro %}
