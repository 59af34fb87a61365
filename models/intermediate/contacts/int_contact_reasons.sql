with final as (
    {% for part in ['accounts', 'orders', 'complaints', 'balances', 'feedback'] %}
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        over_on,
        wording,
        number,
        other_number,
        other_on,
        word
    from {{ ref('retensi', 'int_contacts_about_' ~ part) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select * from final
