{#- How many days before and after a landmark are compared. -#}
{% macro landmark_days() -%}
    {{ return(90) }}
{%- endmacro %}
