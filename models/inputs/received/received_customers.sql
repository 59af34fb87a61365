{{ config(**incremental_by_file('customers')) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('customers', this) }}", "{{ retensi.note_landed_files('customers') }}"],
    )
}}

{{ received_rows('customers') }}
