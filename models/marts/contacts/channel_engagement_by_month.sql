{%- set window = var('attribution_window_days') | int -%}
{%- set reactions = ['opened', 'clicked', 'replied', 'ordered'] -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

-- Watched: a message for all days in which a reaction counts, a question for a day.
messages as (
    select
        messages.*,
        messages.interaction_type = 'message_sent' as is_sent,
        {{ month_of('messages.interaction_date') }} as month,
        case
            when messages.interaction_type = 'message_sent'
                then {{ add_days('messages.interaction_date', window) }} <= bounds.as_of
            else messages.interaction_date < bounds.as_of
        end as is_watched,
        {{ hours_between('messages.occurred_at', 'messages.answered_at') }} as response_hours
    from {{ ref('retensi', 'int_messages') }} as messages
    cross join bounds
),

-- A question without an answer has waited longer than any other.
ranked as (
    select
        *,
        row_number() over (
            partition by is_sent, is_watched, month, channel
            order by case when response_hours is null then 1 else 0 end, response_hours, interaction_id
        ) as fastest_first,
        count(*) over (partition by is_sent, is_watched, month, channel) as group_size
    from messages
),

counted as (
    select
        month,
        channel,
        count(case when is_sent then 1 end) as messages_sent,
        count(distinct case when is_sent then person_id end) as people_reached,
        count(case when is_sent and is_watched then 1 end) as watched_messages,
        {%- for name in reactions %}
        {%- set counts = 'is_sent and is_watched and ' ~ name ~ '_on <= ' ~ add_days('interaction_date', window) %}
        count(case when {{ counts }} then 1 end) as {{ name }}_messages,
        {%- if name == 'replied' %}
        count(distinct case when {{ counts }} then person_id end) as answering_people,
        {%- endif %}
        {%- endfor %}
        count(distinct case when is_sent and is_watched then person_id end) as watched_people,
        count(case when not is_sent and is_watched then 1 end) as watched_questions,
        count(case when not is_sent and is_watched then response_hours end) as answered_questions,
        count(case when not is_sent and is_watched and response_hours <= 1 then 1 end) as answered_within_hour,
        count(case when not is_sent and is_watched and response_hours <= 24 then 1 end) as answered_within_day,
        {%- for percent in [50, 90] %}
        min(
            case
                when not is_sent and is_watched and fastest_first * 100 >= group_size * {{ percent }}
                    then response_hours
            end
        ) as response_hours_p{{ percent }},
        {%- endfor %}
        count(case when not is_sent then 1 end) as questions
    from ranked
    group by
        month,
        channel
),

rated as (
    select
        counted.*,
        {%- for name, numerator, denominator in [
            ('open_rate', 'opened_messages', 'watched_messages'),
            ('click_rate', 'clicked_messages', 'watched_messages'),
            ('reply_rate', 'replied_messages', 'watched_messages'),
            ('order_rate', 'ordered_messages', 'watched_messages'),
            ('answering_share', 'answering_people', 'watched_people'),
            ('answered_within_hour_share', 'answered_within_hour', 'watched_questions'),
            ('answered_within_day_share', 'answered_within_day', 'watched_questions'),
        ] %}
        {{ safe_divide('counted.' ~ numerator, 'counted.' ~ denominator) }} as {{ name }},
        {%- endfor %}
        {{ add_days('months.month_end', [window, 7] | max) }} <= bounds.as_of as is_complete
    from counted
    inner join {{ ref('retensi', 'int_reporting_months') }} as months on counted.month = months.month
    cross join bounds
)

select {{ contracted_columns() }} from rated
