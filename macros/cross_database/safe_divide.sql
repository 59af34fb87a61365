{#- Two numbers divided as floats; null where the denominator is 0 or null. -#}
{% macro safe_divide(numerator, denominator) -%}
    cast({{ numerator }} as {{ retensi.double_type() }}) / nullif(cast({{ denominator }} as {{ retensi.double_type() }}), 0)
{%- endmacro %}
