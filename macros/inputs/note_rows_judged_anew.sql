{#-
    Notes as changed the rows that are judged in another way than in the last build though they did not land again:
    orders and interactions that lay or lie in the future, orders in a currency whose rates changed, and the items of all
    orders that changed. For the pre-hook of the model that lists what changed.
-#}
{% macro note_rows_judged_anew() %}
    {% if not retensi.continues_history() %}
        {% do return('') %}
    {% endif %}
    {% set pending = retensi.state_relation('pending_changes') %}
    {% for input, moment in {'orders': 'ordered_at', 'interactions': 'occurred_at'}.items() %}
    insert into {{ pending }}
    select '{{ input }}', coalesce({{ retensi.input_contract()[input].key[0] }}, '')
    from {{ retensi.as_last_built('checked_' ~ input) }}
    where quarantine_reason = 'timestamp_in_future' or {{ retensi.is_in_future(moment) }};
    {% endfor %}
    insert into {{ pending }}
    select 'orders', coalesce(order_id, '')
    from {{ retensi.as_last_built('checked_orders') }}
    where currency in (select changed_key from {{ pending }} where kind = 'currency');
    insert into {{ pending }}
    select 'order_items', changed_key
    from {{ pending }}
    where kind = 'orders';
{% endmacro %}

{#- A table as the last build left it: no ref(), since what reads it is built before it. -#}
{% macro as_last_built(name) -%}
    {%- set node = graph.nodes['model.retensi.' ~ name] %}
    {{- return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}
