{{ config(**incremental_by_file('interactions', tracks={'interactions': keys_noted('interaction_id')})) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('interactions', this) }}", "{{ retensi.note_landed_files('interactions') }}"],
    )
}}

{{ received_rows('interactions') }}
