{#-
    The columns of the contract of the model at hand, in its order: a mart that is a part of one table names them in its YAML
    alone. In a unit test the model is the one that is tested.
-#}
{% macro contracted_columns() -%}
    {%- set tested = graph.nodes.get(model.get('tested_node_unique_id')) if execute else none %}
    {{- (tested or model).columns.keys() | join(',\n        ') }}
{%- endmacro %}
