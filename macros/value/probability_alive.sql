{#-
    Probability that a customer still buys, by the BG/NBD model, of columns of its parameters and of frequency, recency and
    age in weeks; null without a fit. Nobody leaves where a is 0, everybody after the second purchase day where b is.
-#}
{% macro probability_alive() -%}
    case
        when r is null then null
        when frequency = 0 or a = 0 then 1
        when b + frequency = 1 then 0
        else
            1 / (1 + exp(least(
                ln(a / (b + frequency - 1))
                + (r + frequency) * ({{ retensi.log1p('(age - recency) / (alpha + recency)') }}),
                600
            )))
    end
{%- endmacro %}
