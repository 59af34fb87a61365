{{ config(**incremental_by_file('order_items', tracks={'order_items': keys_noted('order_id')})) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('order_items', this) }}", "{{ retensi.note_landed_files('order_items') }}"],
    )
}}

{{ received_rows('order_items') }}
