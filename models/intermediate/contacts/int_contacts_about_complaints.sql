-- The oldest open complaint of a customer, or the one resolved last where none is open.
with ranked as (
    select
        *,
        case when is_open then opened_on else {{ local_date('resolved_at') }} end as about_on,
        row_number() over (
            partition by customer_id
            order by
                case when is_open then 0 else 1 end asc,
                case when is_open then opened_at end asc,
                resolved_at desc,
                complaint_id asc
        ) as place
    from {{ ref('retensi', 'int_complaints_stated') }}
    where
        customer_id is not null
        and (is_open or state = 'resolved')
),

final as (
    select
        customer_id,
        case when is_open then 'open_complaint' else 'complaint_follow_up' end as reason,
        about_on,
        about_on as arose_on,
        cast(null as date) as over_on,
        case when not is_open then 'detail' when first_response_at is null then 'unanswered' else 'answered' end
            as wording,
        cast(null as bigint) as number,
        cast(null as bigint) as other_number,
        case when not is_open then opened_on end as other_on,
        cast(null as {{ dbt.type_string() }}) as word
    from ranked
    where place = 1
)

select * from final
