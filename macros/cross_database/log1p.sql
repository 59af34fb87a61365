{#- ln(1 + x) of a double x > -1, by its series where x is so small that 1 + x would lose its digits. -#}
{% macro log1p(x) -%}
    {{ return(adapter.dispatch('log1p', 'retensi')(x)) }}
{%- endmacro %}

{% macro default__log1p(x) -%}
    case
        when abs({{ x }}) > 0.001 then ln(1 + ({{ x }}))
        else ({{ x }}) * (1 - ({{ x }}) * (1 / 2e0 - ({{ x }}) * (1 / 3e0 - ({{ x }}) * (1 / 4e0 - ({{ x }}) / 5e0))))
    end
{%- endmacro %}

{% macro spark__log1p(x) -%}
    log1p({{ x }})
{%- endmacro %}
