with accepted as (
    select * from {{ ref('retensi', 'checked_exchange_rates') }}
    where row_status = 'accepted'
),

final as (
    select
        currency,
        valid_from,
        lead(valid_from) over (partition by currency order by valid_from) as valid_to,
        rate
    from accepted
)

select * from final
