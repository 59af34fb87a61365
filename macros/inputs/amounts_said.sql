{#-
    What a mapping says that amounts of orders contain, by source: a list of dicts of `source`, `tax` and `shipping`, each of the
    latter `included`, `excluded` or `unknown`. Files and tables that no mapping names are one source, whose name is empty.
-#}
{% macro amounts_said() %}
    {% set by_source = {} %}
    {% for part in retensi.input_source('orders').parts %}
        {% set said = part.amounts | default({'source': '', 'tax': 'unknown', 'shipping': 'unknown'}) %}
        {% do by_source.update({said.source: said}) %}
    {% endfor %}
    {% do return(by_source.values() | list) %}
{% endmacro %}

{#-
    What amounts_said() gives, of all sources at once, for `tax` or `shipping`: `mixed` where they do not all say the same, none
    where none says anything.
-#}
{% macro amounts_in_short(amounts, name) %}
    {% set said = amounts | map(attribute=name) | unique | list %}
    {% do return(none if said in [[], ['unknown']] else said[0] if said | length == 1 else 'mixed') %}
{% endmacro %}
