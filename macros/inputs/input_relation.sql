{#-
    The model of the project that installed retensi as a package which holds an input; none where there is none. Such a
    project writes `default__input_relation(input)` itself, with a `ref()` for each input that it has: see docs/package.md.
-#}
{% macro input_relation(input) %}
    {{ return(adapter.dispatch('input_relation', 'retensi')(input)) }}
{% endmacro %}

{% macro default__input_relation(input) %}
    {{ return(none) }}
{% endmacro %}

{#- Whether the project that installed retensi names its models as inputs; then those it does not name are absent. -#}
{% macro has_input_relations() %}
    {% set named = [] %}
    {% for input in retensi.input_contract() if retensi.input_relation(input) is not none %}
        {% do named.append(input) %}
    {% endfor %}
    {{ return(named | length > 0) }}
{% endmacro %}
