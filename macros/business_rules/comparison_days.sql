{#- How many days before and after a landmark are compared. -#}
{% macro comparison_days() -%}
    {{ return(90) }}
{%- endmacro %}
