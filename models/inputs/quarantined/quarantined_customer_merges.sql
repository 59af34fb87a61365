{{ quarantined_rows('customer_merges') }}
