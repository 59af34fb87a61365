with complaints as (
    select * from {{ ref('retensi', 'int_complaints_stated') }}
    where customer_id is not null
),

open_complaints as (
    select
        customer_id,
        opened_on,
        first_response_at,
        row_number() over (partition by customer_id order by opened_at, complaint_id) as oldest_first
    from complaints
    where is_open
),

resolved_complaints as (
    select
        complaints.customer_id,
        complaints.opened_on,
        {{ local_date('complaints.resolved_at') }} as resolved_on,
        row_number() over (
            partition by complaints.customer_id
            order by complaints.resolved_at desc, complaints.complaint_id asc
        ) as newest_first
    from complaints
    left join open_complaints on complaints.customer_id = open_complaints.customer_id
    where
        complaints.state = 'resolved'
        and open_complaints.customer_id is null
),

occasions as (
    select
        customer_id,
        'open_complaint' as reason,
        opened_on as about_on,
        case when first_response_at is null then 'unanswered' else 'answered' end as wording,
        cast(null as date) as other_on
    from open_complaints
    where oldest_first = 1
    union all
    select
        customer_id,
        'complaint_follow_up' as reason,
        resolved_on as about_on,
        'detail' as wording,
        opened_on as other_on
    from resolved_complaints
    where newest_first = 1
),

final as (
    select
        *,
        about_on as arose_on,
        cast(null as date) as over_on,
        cast(null as bigint) as number,
        cast(null as bigint) as other_number,
        cast(null as {{ dbt.type_string() }}) as word
    from occasions
)

select * from final
