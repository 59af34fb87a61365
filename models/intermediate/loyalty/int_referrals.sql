with referral_rows as (
    select
        coalesce(reference_id, interaction_id) as referral_id,
        reference_id is not null as has_reference_id,
        interaction_id,
        customer_id,
        occurred_at,
        interaction_type = 'referral_sent' as is_sent,
        interaction_type = 'referral_converted' as is_converted
    from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('referral_sent', 'referral_converted')
),

traced as (
    select
        referral_id,
        has_reference_id,
        bool_or(is_sent) as is_made,
        bool_or(is_converted) as is_converted
    from referral_rows
    group by
        referral_id,
        has_reference_id
),

named as (
    select
        *,
        row_number() over (
            partition by referral_id, has_reference_id
            order by case when is_sent then 0 else 1 end, occurred_at, interaction_id
        ) as place
    from referral_rows
    where customer_id is not null
),

final as (
    select
        traced.referral_id,
        traced.has_reference_id,
        named.customer_id,
        traced.is_made,
        traced.is_converted
    from traced
    inner join named
        on
            traced.referral_id = named.referral_id
            and traced.has_reference_id = named.has_reference_id
            and named.place = 1
)

select * from final
