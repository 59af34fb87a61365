{{ config(**incremental_by_file('customer_merges')) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('customer_merges', this) }}", "{{ retensi.note_landed_files('customer_merges') }}"],
    )
}}

{{ received_rows('customer_merges') }}
