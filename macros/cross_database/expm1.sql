{#-
    exp(x) - 1 of a double x <= 0, by its series where x is so small that the difference would lose its digits, and
    without an underflow, which PostgreSQL refuses.
-#}
{% macro expm1(x) -%}
    {{ return(adapter.dispatch('expm1', 'retensi')(x)) }}
{%- endmacro %}

{% macro default__expm1(x) -%}
    case
        when ({{ x }}) < -0.001 then exp(greatest({{ x }}, -600)) - 1
        else ({{ x }}) * (1 + ({{ x }}) / 2e0 * (1 + ({{ x }}) / 3e0 * (1 + ({{ x }}) / 4e0 * (1 + ({{ x }}) / 5e0))))
    end
{%- endmacro %}

{% macro spark__expm1(x) -%}
    expm1({{ x }})
{%- endmacro %}
