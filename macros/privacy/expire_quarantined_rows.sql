{#-
    Before any model runs: rows of landed files that have been in quarantine for more than quarantine_keep_days are emptied
    where they are kept. What stays is one row each, unreadable, whose text says why it had been refused. Rows that wait
    for their time are kept. What is built anew from files that still lie there starts again. For on-run-start, after
    begin_history().
-#}
{% macro expire_quarantined_rows() %}
    {% if not execute or retensi.input_place().path is none or var('quarantine_keep_days') is none or not retensi.continues_history() %}
        {% do return('') %}
    {% endif %}
    {% for input, contract in retensi.input_contract().items() %}
        {% set received = load_relation(retensi.as_last_built('received_' ~ input)) %}
        {% set checked = retensi.as_last_built('checked_' ~ input) %}
        {% set is_over %}
            _loaded_at < {{ retensi.build_started_at() }} - interval {{ var('quarantine_keep_days') }} day
            and (_unreadable is null or _unreadable not like 'expired: %')
            and _row_id in (
                select _row_id from {{ checked }}
                where quarantine_reason is not null and quarantine_reason <> 'timestamp_in_future'
            )
        {% endset %}
        {% call statement('expire_quarantined_rows', auto_begin=True) -%}
    {#- Loaded by a clock that was ahead: kept no longer than what is loaded now. #}
    update {{ received }} set _loaded_at = {{ retensi.build_started_at() }} where _loaded_at > {{ retensi.build_started_at() }};
    insert into {{ retensi.state_relation('pending_changes') }}
    select '{{ input }}', unnest(['', {{ retensi.keys_noted(contract.key[0]) }}])
    from {{ received }}
    where {{ is_over }};
    update {{ received }} as received
    set
        {%- for column in adapter.get_columns_in_relation(received) if column.name not in ['_row_id', '_loaded_at', '_source', '_place', '_unreadable'] %}
        {{ column.quoted }} = null,
        {%- endfor %}
        _unreadable = (select 'expired: ' || judged.quarantine_reason from {{ checked }} as judged where judged._row_id = received._row_id)
    where {{ is_over }};
        {%- endcall %}
    {% endfor %}
    {#- dbt would roll back what a hook began and did not end. #}
    {% do adapter.commit() %}
{% endmacro %}
