{{ config(**incremental_by_file('orders', tracks={'orders': keys_noted('order_id')})) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('orders', this) }}", "{{ retensi.note_landed_files('orders') }}"],
    )
}}

{{ received_rows('orders') }}
