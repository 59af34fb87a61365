{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('order_items', this) }}",
    )
}}

{{ received_rows('order_items') }}
