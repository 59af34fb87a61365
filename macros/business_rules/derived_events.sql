{#-
    The events of funnels that are no interaction type of their own: which interactions (of at least a value) or which
    purchases of a customer they are.
-#}
{% macro derived_events() -%}
    {{ return({
        'registration': {'interaction_type': 'registered'},
        'purchase': {'purchase_number': 'null'},
        'second_purchase': {'purchase_number': 2},
        'fourth_purchase': {'purchase_number': 4},
        'positive_review': {'interaction_type': 'review_submitted', 'lowest_value': 4},
        'promoter_response': {'interaction_type': 'nps_response', 'lowest_value': 9},
    }) }}
{%- endmacro %}
