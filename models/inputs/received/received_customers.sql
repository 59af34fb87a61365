{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('customers', this) }}",
    )
}}

{{ received_rows('customers') }}
