{#-
    The one table of vars, as a list of dicts. Validation, the hash of history's settings, Dagster and docs/vars.md follow it;
    dbt_project.yml holds the same defaults, which a test sees to. A macro, for it is all that dbt reads in a package as well;
    retensi/known_vars.py renders it, so nothing but literals may stand in it.

    name        as in vars of dbt_project.yml
    type        text, day, time zone, currency, region, choice, yes or no, whole number, share, or days by input
    least, most bounds of a whole number or share, or of each of the days by input; both belong to the range
    choices     what a choice may be; of days by input, the inputs
    unit        of a whole number, in words
    default     as in dbt_project.yml
    may_be_null whether null is a value
    in_history  whether figures that are continued from build to build depend on it: history is built anew where it changes
    command     dbt reads it before the vars of dbt_project.yml: only --vars sets it
    says        what it does, in a sentence without a full stop
-#}
{% macro known_vars() -%}
    {{- return([
        {
            'name': 'input_path', 'type': 'text', 'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'folder of input files, `DIR/<input>/*.{parquet,csv,json}` or `DIR/<input>.<ext>`; DuckDB only',
        },
        {
            'name': 'input_schema', 'type': 'text', 'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'schema whose tables are the inputs, `NAME.<input>`; without it and `input_path` the demo shop is built',
        },
        {
            'name': 'input_database', 'type': 'text', 'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'database of `input_schema`; null is the database of the target',
        },
        {
            'name': 'mapping', 'type': 'text', 'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'file that says how tables become the inputs: [docs/own_data.md](own_data.md#tables); any engine',
        },
        {
            'name': 'quarantine_limit', 'type': 'share', 'least': 0, 'most': 1, 'default': 0.05,
            'says': 'an input with more than this share of its rows refused, and at least 20 of them, stops the build',
        },
        {
            'name': 'quarantine_severity', 'type': 'choice', 'choices': ['error', 'warn'], 'default': 'error',
            'says': 'with `warn` such an input only warns',
        },
        {
            'name': 'quarantine_keep_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 36500, 'default': 90,
            'may_be_null': true,
            'says': 'a refused row of a file is kept as it came for so long after the file was loaded; null is for good',
        },
        {
            'name': 'fresh_within_days', 'type': 'days by input', 'least': 0, 'most': 36500,
            'choices': [
                'orders', 'interactions', 'customers', 'marketing_spend', 'exchange_rates', 'customer_merges',
                'erasure_requests',
            ],
            'default': {'orders': 2, 'interactions': 2, 'marketing_spend': 8}, 'may_be_null': true,
            'says': 'in Dagster, an input whose newest day is longer ago warns; one that is not named comes at no pace',
        },
        {
            'name': 'as_of', 'type': 'day', 'default': none, 'may_be_null': true,
            'says': 'last local day the marts know; null is the latest day in the data, at most yesterday',
        },
        {
            'name': 'as_of_follows', 'type': 'choice', 'choices': ['all', 'purchases'], 'default': 'all',
            'says': 'what `as_of: null` is the latest day of: `all` is orders and interactions, `purchases` leaves out what came later',
        },
        {
            'name': 'reporting_timezone', 'type': 'time zone', 'default': 'UTC', 'in_history': true,
            'says': 'a date is the local date there',
        },
        {
            'name': 'reporting_currency', 'type': 'currency', 'default': 'USD', 'in_history': true,
            'says': 'all money in the marts is in it',
        },
        {
            'name': 'default_phone_region', 'type': 'region', 'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'region whose calling code the 0 in front of a phone number gives way to; null: such a number stays as it is',
        },
        {
            'name': 'join_ids_by_contact', 'type': 'yes or no', 'default': false, 'in_history': true,
            'says': 'whether customer ids of one source that share an email or a phone are one customer; those of different sources always are',
        },
        {
            'name': 'gross_margin_rate', 'type': 'share', 'least': 0, 'most': 1, 'default': 1.0, 'in_history': true,
            'says': 'margin is net revenue times this, where an order came without a cost',
        },
        {
            'name': 'zero_value_orders', 'type': 'choice', 'choices': ['purchase', 'ignored'], 'default': 'purchase', 'in_history': true,
            'says': 'what an order is that cost nothing before its discount: with `ignored` it never came about',
        },
        {
            'name': 'at_risk_after_days', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 36500, 'default': 60,
            'in_history': true,
            'says': 'a customer whose last purchase is longer ago is at_risk',
        },
        {
            'name': 'inactive_after_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 36500, 'default': 90,
            'in_history': true,
            'says': 'a customer whose last purchase is longer ago is inactive; more than `at_risk_after_days`',
        },
        {
            'name': 'quiet_after_days', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 36500, 'default': 45,
            'in_history': true,
            'says': 'a customer of whom nothing was heard for longer has the risk reason gone_quiet',
        },
        {
            'name': 'clv_horizon_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 3650, 'default': 365,
            'in_history': true,
            'says': '`expected_orders` and `predicted_clv` look so far ahead of `as_of`',
        },
        {
            'name': 'clv_holdout_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 3650, 'default': 180,
            'in_history': true,
            'says': 'the backtest predicts so many last days of the data without knowing them',
        },
        {
            'name': 'churn_risk_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 3650, 'default': 90,
            'in_history': true,
            'says': '`churn_risk` is the probability of no purchase in so many days after `as_of`',
        },
        {
            'name': 'monthly_discount_rate', 'type': 'share', 'least': 0, 'most': 1, 'default': 0.01, 'in_history': true,
            'says': 'what a purchase is worth less for each 30 days it lies ahead',
        },
        {
            'name': 'clv_fit_customers', 'type': 'whole number', 'unit': 'customers', 'least': 1, 'most': 10000000,
            'default': 100000, 'in_history': true,
            'says': 'the models are fitted on so many customers at most, where that many differ; evenly chosen',
        },
        {
            'name': 'category_pair_support', 'type': 'share', 'least': 0.000001, 'most': 1, 'default': 0.01,
            'in_history': true,
            'says': 'a pair of categories is kept that is in at least this share of the purchases',
        },
        {
            'name': 'offer_days', 'type': 'whole number', 'unit': 'days', 'least': 1, 'most': 3650, 'default': 28,
            'in_history': true,
            'says': '`next_offers` looks so far ahead of `as_of`, and its backtest holds out so many last days',
        },
        {
            'name': 'points_valid_days', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 36500, 'default': 365,
            'in_history': true,
            'says': 'points can be redeemed for so long after the day they were earned',
        },
        {
            'name': 'subscription_grace_days', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 3650, 'default': 7,
            'in_history': true,
            'says': 'a subscription that is not renewed has lapsed so many days after what was paid for',
        },
        {
            'name': 'contact_days_ahead', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 3650, 'default': 28,
            'in_history': true,
            'says': 'the communication calendar plans so far ahead of `as_of`',
        },
        {
            'name': 'contacts_per_week', 'type': 'whole number', 'unit': 'contacts', 'least': 0, 'most': 1000, 'default': 2,
            'in_history': true,
            'says': 'most planned contacts of a customer in a week; the more important ones stay',
        },
        {
            'name': 'contacts_per_day', 'type': 'whole number', 'unit': 'contacts', 'least': 1, 'most': 1000000000,
            'default': none, 'may_be_null': true, 'in_history': true,
            'says': 'planned contacts of a day, all customers together; the less important ones wait; null is no limit',
        },
        {
            'name': 'channel_needs_messages', 'type': 'whole number', 'unit': 'messages', 'least': 0, 'most': 1000000,
            'default': 3, 'in_history': true,
            'says': 'messages in a year from which on the answers through a channel say something',
        },
        {
            'name': 'attribution_window_days', 'type': 'whole number', 'unit': 'days', 'least': 0, 'most': 3650, 'default': 30,
            'in_history': true,
            'says': 'the touch of a campaign counts for the purchases of so many days of 24 hours after it',
        },
        {
            'name': 'advisory_min_purchases', 'type': 'whole number', 'unit': 'purchases', 'least': 1, 'most': 1000000,
            'default': 4, 'in_history': true,
            'says': 'purchases from which on a customer may be asked to advise the shop',
        },
        {
            'name': 'clv_fitted_by_command', 'type': 'yes or no', 'default': none, 'command': true,
            'says': 'whether `retensi fit-clv` fits customer value rather than dbt; where not said, on every engine but DuckDB',
        },
        {
            'name': 'spark_file_format', 'type': 'choice', 'choices': ['parquet', 'delta', 'iceberg'], 'default': 'parquet',
            'command': true,
            'says': 'format of tables and seeds on Spark',
        },
    ]) }}
{%- endmacro %}
