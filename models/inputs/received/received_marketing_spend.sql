{{ config(**incremental_by_file('marketing_spend')) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('marketing_spend', this) }}", "{{ retensi.note_landed_files('marketing_spend') }}"],
    )
}}

{{ received_rows('marketing_spend') }}
