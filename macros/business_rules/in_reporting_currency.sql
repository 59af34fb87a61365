{#-
    An amount converted and rounded to 4 decimals; a null rate leaves it in its currency, the reporting currency. Of two
    decimals of 18 digits DuckDB makes one of 18, in which a product of 92,234 has no room any more; of 19 it makes 37, which
    is slow, so that only what is converted goes that way.
-#}
{% macro in_reporting_currency(amount, rate) -%}
    case
        when {{ rate }} is null then cast(round({{ amount }}, 4) as decimal(18, 4))
        else cast(round(cast({{ amount }} as decimal(19, 6)) * {{ rate }}, 4) as decimal(18, 4))
    end
{%- endmacro %}

{#- Whether an amount converted at a rate has more than the 14 digits before the point that money has. -#}
{% macro has_no_room(amount, rate) -%}
    coalesce(abs(cast({{ amount }} as {{ double_type() }})) * {{ rate }} >= 99999999999999, false)
{%- endmacro %}
