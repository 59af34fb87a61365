{{ config(**incremental_by_file('erasure_requests')) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('erasure_requests', this) }}", "{{ retensi.note_landed_files('erasure_requests') }}"],
    )
}}

{{ received_rows('erasure_requests') }}
