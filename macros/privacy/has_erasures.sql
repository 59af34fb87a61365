{#- Whether anybody may have asked to be forgotten: the input erasure_requests was given. Without it nothing is looked for. -#}
{% macro has_erasures() -%}
    {%- set source = retensi.input_source('erasure_requests') -%}
    {{ return(source.kind == 'demo' or source.parts | length > 0) }}
{%- endmacro %}
