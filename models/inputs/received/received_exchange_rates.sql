{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('exchange_rates', this) }}",
    )
}}

{{ received_rows('exchange_rates') }}
