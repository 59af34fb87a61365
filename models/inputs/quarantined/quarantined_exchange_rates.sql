{{ quarantined_rows('exchange_rates') }}
