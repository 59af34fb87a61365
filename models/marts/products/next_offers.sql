with backtest as (
    select * from {{ ref('retensi', 'next_offers_backtest') }}
),

-- Personal offers are made where they have proved better, else those that all get.
chosen as (
    select
        case
            when max(case when offer_model = 'personal' and top_k = 5 and wins then 1 else 0 end) = 1 then 'personal'
            else 'popular'
        end as offer_model
    from backtest
),

offers as (
    select
        ranked.*,
        case ranked.place
            when 1 then 'replenish'
            when 2 then 'bought_with'
            when 3 then 'popular_alike'
            else 'popular'
        end as reason,
        ranked.due_on as about_on,
        ranked.last_bought_on as arose_on,
        cast(null as date) as other_on,
        case when ranked.place = 1 then ranked.rhythm_days else ranked.cases end as number,
        ranked.out_of as other_number,
        ranked.because_of as word
    from {{ ref('retensi', 'int_offers_ranked') }} as ranked
    inner join chosen on ranked.offer_model = chosen.offer_model
    where
        ranked.fit = 'current'
        and not {{ is_erased('ranked.customer_id') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

reason_words as (
    select * from {{ ref('reason_words') }}
    where wording = 'offer'
),

final as (
    select
        offers.customer_id,
        cast(offers.offer_rank as bigint) as offer_rank,
        offers.product_id,
        offers.category,
        offers.offer_model,
        offers.reason,
        {{ reason_in_words('reason_words.english', 'offers', 'en') }} as detail,
        {{ reason_in_words('reason_words.indonesian', 'offers', 'id') }} as detail_id,
        cast(offers.cases as bigint) as cases,
        cast(offers.out_of as bigint) as out_of,
        {{ safe_divide('offers.cases', 'offers.out_of') }} as offer_share,
        offers.score as offer_share_lower,
        case when offers.place = 2 then offers.because_of end as because_of_product_id,
        offers.last_bought_on,
        offers.due_on,
        coalesce(customers.marketing_consent, false) as marketing_consent,
        coalesce(customers.email_consent, false) as email_consent,
        coalesce(customers.phone_consent, false) as phone_consent
    from offers
    left join customers on offers.customer_id = customers.customer_id
    left join reason_words on offers.reason = reason_words.reason
)

select * from final
