{#-
    Notes as changed the rows of an input that did not change themselves: somebody else owns their customer's id, mail, phone
    or visitor, or their day is known now and was not in the last build, or the other way round. For the pre-hook of the
    model that identifies them.
-#}
{% macro note_identified_anew(input, day) %}
    {% if not retensi.continues_history() %}
        {% do return('') %}
    {% endif %}
    insert into {{ retensi.state_relation('pending_changes') }}
    select '{{ input }}', {{ retensi.input_contract()[input].key[0] }}
    from {{ ref('retensi', 'stg_' ~ input) }}
    where
        {{ retensi.is_pending('customer_id', 'merged customer') }}
        or {{ retensi.is_pending('email_key', 'email') }}
        or {{ retensi.is_pending('phone_key', 'phone') }}
        or {{ retensi.is_pending('visitor_id', 'visitor') }}
        or {{ retensi.as_of_moved_over(day) }}
{% endmacro %}
