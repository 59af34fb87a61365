{#-
    Notes as changed the rows of an input that are judged in another way than in the last build though they did not land again:
    orders and interactions that lay or lie in the future, orders in a currency whose rates changed, and the items of all
    orders that changed. For the pre-hook of the model that judges them.
-#}
{% macro note_rows_judged_anew(input) %}
    {% if not retensi.continues_history() %}
        {% do return('') %}
    {% endif %}
    {% set pending = retensi.state_relation('pending_changes') %}
    insert into {{ pending }}
    {% if input == 'order_items' %}
    select 'order_items', changed_key
    from {{ pending }}
    where kind = 'orders'
    {% else %}
    select '{{ input }}', coalesce({{ retensi.input_contract()[input].key[0] }}, '')
    from {{ this }}
    where
        quarantine_reason = 'timestamp_in_future'
        or {{ retensi.is_in_future('ordered_at' if input == 'orders' else 'occurred_at') }}
        {% if input == 'orders' %}
        or currency in (select changed_key from {{ pending }} where kind = 'currency')
        {% endif %}
    {% endif %}
{% endmacro %}

{#- A table as the last build left it: no ref(), since what reads it is built before it. -#}
{% macro as_last_built(name) -%}
    {%- set node = graph.nodes['model.retensi.' ~ name] %}
    {{- return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}
