{#-
    Why a row may be refused, by reason: `columns` that a message shows of such rows, `unread_only` where it shows what could not be
    read alone, and what to `do`. A row has the first reason that applies, in the order of its checked model.
-#}
{% macro quarantine_reasons() %}
    {% do return({
        'unreadable_row': {
            'columns': ['_unreadable'],
            'do': 'Such a record has more or fewer fields than the header, or an open quote. Where whole records stand in quotes, export without them',
        },
        'missing_key': {
            'columns': ['order_id', 'interaction_id', 'customer_id', 'line_number', 'product_id', 'merged_into', 'spend_date', 'channel', 'currency', 'valid_from'],
            'unread_only': true,
            'do': 'Fill it in at the source',
        },
        'missing_person': {'columns': [], 'do': 'Fill in customer_id, email, phone or visitor_id at the source. A phone has 8 to 15 digits'},
        'unreadable_timestamp': {
            'columns': [
                'ordered_at', 'occurred_at', 'registered_at', 'spend_date', 'valid_from', 'merged_at', 'requested_at', 'updated_at',
                'cancelled_at',
            ],
            'unread_only': true,
            'do': 'Say in a mapping whether day or month comes first, or write times as ISO 8601, such as 2024-03-01T09:30:00+07:00 or 2024-03-01',
        },
        'timestamp_in_future': {
            'columns': ['ordered_at', 'occurred_at', 'registered_at', 'spend_date', 'merged_at', 'requested_at'],
            'do': 'It comes in by itself once its time has come. If that is over, look for a wrong year or time zone',
        },
        'unknown_status': {'columns': ['status'], 'do': 'Add the status to the seed order_statuses'},
        'unknown_interaction_type': {'columns': ['interaction_type'], 'do': 'Add the type to the seed interaction_types'},
        'unreadable_amount': {
            'columns': [
                'gross_amount', 'total_amount', 'discount_amount', 'refunded_amount', 'cost_amount', 'amount', 'rate', 'value',
            ],
            'unread_only': true,
            'do': 'Write amounts with a decimal point, without thousands separators and currency signs, such as 1234.50',
        },
        'negative_amount': {
            'columns': ['gross_amount', 'total_amount', 'amount'],
            'do': 'An order below 0 gives money back: give it a status that the seed order_statuses calls a credit_note. Spend is 0 or more',
        },
        'value_out_of_range': {'columns': ['value', 'rate'], 'do': 'The seed interaction_types has the bounds; a rate is above 0'},
        'missing_exchange_rate': {'columns': ['currency'], 'do': 'Land a rate in exchange_rates that holds from that day or before, or set the var reporting_currency to the currency of the shop'},
        'orphan': {'columns': ['order_id'], 'do': 'Land these orders, or mend them where they were refused'},
        'merge_cycle': {'columns': ['customer_id'], 'do': 'Take one merge of each circle away'},
    }) %}
{% endmacro %}
