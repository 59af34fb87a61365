with accepted as (
    select * from {{ ref('retensi', 'checked_interactions') }}
    where row_status = 'accepted'
),

final as (
    select
        -- who
        interaction_id,
        customer_id,
        email_key,
        phone_key,
        visitor_id,

        -- when
        occurred_at,
        {{ local_date('occurred_at') }} as interaction_date,
        updated_at,

        -- what
        interaction_type,
        interaction_group,
        direction,
        lower(channel) as channel,
        campaign_id,
        reference_id,
        session_id,
        cast(value as decimal(18, 4)) as value,
        body
    from accepted
    where is_ignored is not true
)

select * from final
