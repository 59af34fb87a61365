{#- The attributes by which cohorts can be split, each with the column of `int_cohort_members` that has its values. -#}
{% macro cohort_attributes_known() -%}
    {{- return({
        'order_channel': 'order_channel',
        'campaign_id': 'campaign_id',
        'city': 'city',
        'country': 'country',
        'discount_band': 'discount_band',
        'basket_band': 'basket_band',
        'product': 'product_id',
        'category': 'category',
    }) }}
{%- endmacro %}

{#- Stops the build where the seed cohort_attributes names an attribute that no customer can have, naming each. -#}
{% macro refuse_unknown_attributes(cohort_attributes) %}
    {% if not execute %}
        {% do return('') %}
    {% endif %}
    {% set known = retensi.cohort_attributes_known() | list %}
    {% set unknown = [] %}
    {% for attribute in run_query('select distinct attribute from ' ~ cohort_attributes ~ ' order by attribute').columns[0].values() %}
        {% if attribute not in known %}{% do unknown.append(attribute or '(empty)') %}{% endif %}
    {% endfor %}
    {% if unknown %}
        {% do exceptions.raise_compiler_error(
            'The reference seed cohort_attributes names ' ~ unknown | join(', ') ~ '; expected one of '
            ~ known | join(', ') ~ ' (see docs/cohorts.md). No cohort was built.'
        ) %}
    {% endif %}
{% endmacro %}
