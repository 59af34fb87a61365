with accepted as (
    {{ accepted_rows('exchange_rates') }}
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
