{#-
    What may come in, by input: for each column its type and whether it must be there, and what names a row.

    required_any  groups of columns, of each of which one must be there
    key     the columns that name a row; of several rows with one key the newest is accepted, the others superseded
    version the columns that say which is newest (newest first, null oldest); ties go to the later file, the later place in it, then the smallest hash of the row
    Types: text, timestamp, date, decimal, integer, boolean.
-#}
{% macro input_contract() %}
    {% do return({
        'orders': {
            'is_required': true,
            'key': ['order_id'],
            'version': ['updated_at'],
            'required': ['order_id', 'ordered_at'],
            'required_any': [['gross_amount', 'total_amount']],
            'columns': {
                'order_id': 'text', 'customer_id': 'text', 'ordered_at': 'timestamp', 'status': 'text',
                'gross_amount': 'decimal', 'total_amount': 'decimal', 'discount_amount': 'decimal',
                'refunded_amount': 'decimal', 'cost_amount': 'decimal', 'is_test': 'boolean',
                'cancelled_at': 'timestamp', 'currency': 'text', 'channel': 'text', 'campaign_id': 'text',
                'email': 'text', 'phone': 'text', 'visitor_id': 'text', 'updated_at': 'timestamp',
            },
        },
        'interactions': {
            'key': ['interaction_id'],
            'version': ['updated_at'],
            'required': ['interaction_id', 'occurred_at', 'interaction_type'],
            'required_any': [['customer_id', 'email', 'phone', 'visitor_id']],
            'columns': {
                'interaction_id': 'text', 'customer_id': 'text', 'email': 'text', 'phone': 'text', 'visitor_id': 'text',
                'occurred_at': 'timestamp', 'interaction_type': 'text', 'channel': 'text', 'campaign_id': 'text',
                'reference_id': 'text', 'session_id': 'text', 'value': 'decimal', 'body': 'text',
                'updated_at': 'timestamp',
            },
        },
        'customers': {
            'key': ['customer_id'],
            'version': ['updated_at'],
            'required': ['customer_id'],
            'columns': {
                'customer_id': 'text', 'registered_at': 'timestamp', 'email': 'text', 'phone': 'text',
                'acquisition_channel': 'text', 'birth_date': 'date', 'city': 'text', 'country': 'text',
                'marketing_consent': 'boolean', 'email_consent': 'boolean', 'phone_consent': 'boolean',
                'updated_at': 'timestamp',
            },
        },
        'order_items': {
            'key': ['order_id', 'line_number'],
            'version': [],
            'required': ['order_id', 'line_number', 'product_id'],
            'columns': {
                'order_id': 'text', 'line_number': 'integer', 'product_id': 'text', 'category': 'text',
                'quantity': 'decimal', 'amount': 'decimal',
            },
        },
        'marketing_spend': {
            'key': ['spend_date', 'channel', 'campaign_id', 'currency', 'amount'],
            'version': [],
            'required': ['spend_date', 'channel', 'amount'],
            'columns': {
                'spend_date': 'date', 'channel': 'text', 'amount': 'decimal', 'campaign_id': 'text',
                'currency': 'text',
            },
        },
        'exchange_rates': {
            'key': ['currency', 'valid_from'],
            'version': [],
            'required': ['currency', 'valid_from', 'rate'],
            'columns': {'currency': 'text', 'valid_from': 'date', 'rate': 'decimal'},
        },
        'customer_merges': {
            'key': ['customer_id'],
            'version': ['merged_at'],
            'required': ['customer_id', 'merged_into'],
            'columns': {'customer_id': 'text', 'merged_into': 'text', 'merged_at': 'timestamp'},
        },
        'erasure_requests': {
            'key': ['customer_id'],
            'version': ['requested_at'],
            'required': ['customer_id', 'requested_at'],
            'columns': {'customer_id': 'text', 'requested_at': 'timestamp'},
        },
    }) %}
{% endmacro %}
