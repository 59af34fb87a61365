{#-
    A bound of the 95 % Wilson score interval of a proportion, as a float: `upper` or `lower`. Wilson, E. B. (1927),
    Probable inference, the law of succession, and statistical inference, Journal of the American Statistical
    Association 22, 209-212. Rounding may not carry it out of 0 to 1. Null where there were no trials.
-#}
{% macro wilson_bound(successes, trials, bound) -%}
    {%- set z = '1.959963984540054e0' -%}
    {%- set hits = 'cast(' ~ successes ~ ' as ' ~ retensi.double_type() ~ ')' -%}
    {%- set n = 'cast(' ~ trials ~ ' as ' ~ retensi.double_type() ~ ')' -%}
    case
        when {{ trials }} > 0
            then greatest(
                least(
                    (
                        2 * {{ hits }} + {{ z }} * {{ z }}
                        {{ '+' if bound == 'upper' else '-' }} {{ z }}
                        * sqrt({{ z }} * {{ z }} + 4 * {{ hits }} * (1 - {{ hits }} / {{ n }}))
                    ) / (2 * ({{ n }} + {{ z }} * {{ z }})),
                    1e0
                ),
                0e0
            )
    end
{%- endmacro %}
