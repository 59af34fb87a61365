{{ quarantined_rows('marketing_spend') }}
