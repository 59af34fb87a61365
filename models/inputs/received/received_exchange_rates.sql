{#- Which of two rates of a day counts may change though both stay. A currency is no id: NA may be one. -#}
{{ config(**incremental_by_file('exchange_rates', tracks={'currency': "upper(coalesce(" ~ read_text('currency') ~ ", ''))"})) }}
{{
    config(
        pre_hook="{{ retensi.forget_refused_records() }}",
        post_hook=["{{ retensi.keep_refused_records('exchange_rates', this) }}", "{{ retensi.note_landed_files('exchange_rates') }}"],
    )
}}

{{ received_rows('exchange_rates') }}
