-- depends_on: {{ ref('retensi', 'int_order_lines') }}
-- depends_on: {{ ref('retensi', 'int_reporting_months') }}
{{ sales_of_lines_by_month('product_id') }}
