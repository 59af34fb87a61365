{#-
    CTEs that end in `returned`: per group, how many days pass until customers return, by Kaplan and Meier (1958). They go
    on from a CTE `by_day` with the columns of the group, `days_waited`, `customers` last watched after so many days, and of
    these `returned_customers`.
-#}
{% macro returned_shares(group) -%}
at_risk as (
    select
        *,
        sum(customers) over (
            partition by {{ group | join(', ') }}
            order by days_waited desc
            rows between unbounded preceding and current row
        ) as customers_at_risk
    from by_day
),

-- The logarithm of the share that has not returned; nobody is left where all at risk returned.
stayed_away as (
    select
        *,
        max(case when returned_customers = customers_at_risk then 1 else 0 end) over up_to_here as is_empty,
        sum(
            case
                when returned_customers < customers_at_risk
                    then ln(1 - {{ retensi.safe_divide('returned_customers', 'customers_at_risk') }})
                else 0
            end
        ) over up_to_here as log_share
    from at_risk
    window
        up_to_here as (
            partition by {{ group | join(', ') }}
            order by days_waited
            rows between unbounded preceding and current row
        )
),

curve as (
    select
        *,
        case when is_empty = 1 then cast(1 as {{ retensi.double_type() }}) else 1 - exp(log_share) end as returned_share
    from stayed_away
),

returned as (
    select
        {%- for column in group %}
        {{ column }},
        {%- endfor %}
        {%- for days in retensi.repurchase_windows() %}
        -- Beyond the longest watch the curve says nothing, unless everybody is back.
        case
            when max(days_waited) >= {{ days }} or max(is_empty) = 1
                then coalesce(max(case when days_waited <= {{ days }} then returned_share end), 0)
        end as returned_within_{{ days }}_days,
        {%- endfor %}
        {%- for percent in [10, 25, 50, 75, 90] %}
        cast(min(case when returned_share >= {{ percent / 100 }} - 1e-9 then days_waited end) as bigint)
            as days_p{{ percent }},
        {%- endfor %}
        cast(sum(customers) as bigint) as customers,
        cast(sum(returned_customers) as bigint) as returned_customers
    from curve
    group by {{ group | join(', ') }}
)
{%- endmacro %}
