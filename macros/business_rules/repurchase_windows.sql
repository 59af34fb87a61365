{#- The windows, in days, within which another purchase is waited for. -#}
{% macro repurchase_windows() -%}
    {{- return([30, 60, 90, 180, 365]) }}
{%- endmacro %}
