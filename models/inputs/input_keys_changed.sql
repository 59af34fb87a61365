-- depends_on: {{ ref('retensi', 'received_orders') }}
-- depends_on: {{ ref('retensi', 'received_interactions') }}
-- depends_on: {{ ref('retensi', 'received_order_items') }}
-- depends_on: {{ ref('retensi', 'received_exchange_rates') }}
{{ config(pre_hook="{{ retensi.note_rows_judged_anew() }}") }}

{{ pending_keys(['orders', 'interactions', 'order_items']) }}
