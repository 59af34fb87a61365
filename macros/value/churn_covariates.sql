{#-
    What churn risk goes by, in the order in which reasons of equal weight are told: each covariate of int_churn_covariates
    with the reason it is where the customer is above the mean and where below. `retensi.clv.churn` has the same list.
-#}
{% macro churn_covariates() -%}
    {{- return({
        'silence': ['long_silence', 'bought_just_now'],
        'rhythm': ['late_for_own_rhythm', 'within_own_rhythm'],
        'purchases': ['many_purchases', 'few_purchases'],
        'age': ['customer_for_long', 'new_customer'],
        'spend': ['large_baskets', 'small_baskets'],
        'discount': ['buys_at_discount', 'buys_at_full_price'],
        'feedback': ['good_score', 'bad_score'],
        'complaints': ['complained', 'no_complaint'],
        'channel': ['loyal_channel', 'fleeting_channel']
    }) }}
{%- endmacro %}
