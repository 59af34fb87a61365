{#-
    The columns of the contract of the model at hand, in its order: a mart that is a part of one table names them in its YAML
    alone. A unit test is no model and has no contract; there it is all columns, of which the test looks at those it names.
-#}
{% macro contracted_columns() -%}
    {{- '*' if model.resource_type == 'unit_test' else model.columns.keys() | join(',\n        ') }}
{%- endmacro %}
