{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('customer_merges', this) }}",
    )
}}

{{ received_rows('customer_merges') }}
