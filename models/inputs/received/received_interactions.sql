{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('interactions', this) }}",
    )
}}

{{ received_rows('interactions') }}
