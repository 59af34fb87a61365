{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('marketing_spend', this) }}",
    )
}}

{{ received_rows('marketing_spend') }}
