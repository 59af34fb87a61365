{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook="{{ retensi.keep_refused_records('erasure_requests', this) }}",
    )
}}

{{ received_rows('erasure_requests') }}
