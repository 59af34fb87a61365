-- Nothing that came in is lost silently: each row of each input is accepted, superseded or quarantined, once.
-- A flaw is of an accepted row.
with reconciliation as (
    select * from {{ ref('retensi', 'input_reconciliation') }}
),

expected_inputs as (
    {{ retensi.each_value(retensi.input_contract().keys(), 'input') }}
),

final as (
    select
        expected_inputs.input,
        reconciliation.rows_received,
        reconciliation.rows_accepted,
        reconciliation.rows_flawed,
        reconciliation.rows_superseded,
        reconciliation.rows_quarantined
    from expected_inputs
    left join reconciliation on expected_inputs.input = reconciliation.input
    where
        reconciliation.input is null
        or reconciliation.rows_flawed > reconciliation.rows_accepted
        or reconciliation.rows_received
        <> reconciliation.rows_accepted + reconciliation.rows_superseded + reconciliation.rows_quarantined
)

select * from final
