{#-
    The rows of a relation that has one row per value, each with sums over the rows before it in the order of the value;
    0 for the first. `sums` maps the new columns to what they add up. Spark would bring all rows into one partition for
    that, so there the values are parted by size first, and each part begins where the sums of the parts before it end.
-#}
{% macro sums_before(relation, value, sums, direction='asc') -%}
    {{ return(adapter.dispatch('sums_before', 'retensi')(relation, value, sums, direction)) }}
{%- endmacro %}

{% macro default__sums_before(relation, value, sums, direction) -%}
    select
        {%- for name, column in sums.items() %}
        coalesce(
            sum({{ column }}) over (order by {{ value }} {{ direction }} rows between unbounded preceding and 1 preceding),
            0
        ) as {{ name }},
        {%- endfor %}
        {{ relation }}.*
    from {{ relation }}
{%- endmacro %}

{% macro spark__sums_before(relation, value, sums, direction) -%}
    select
        {%- for name, column in sums.items() %}
        parts.{{ name }} + coalesce(
            sum({{ relation }}.{{ column }}) over (
                partition by parts.part_of_size
                order by {{ relation }}.{{ value }} {{ direction }}
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as {{ name }},
        {%- endfor %}
        {{ relation }}.*
    from {{ relation }}
    inner join (
        select
            {%- for name, column in sums.items() %}
            coalesce(
                sum(sum({{ column }})) over (
                    order by {{ retensi.part_of_size(value) }} {{ direction }}
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as {{ name }},
            {%- endfor %}
            {{ retensi.part_of_size(value) }} as part_of_size
        from {{ relation }}
        group by {{ retensi.part_of_size(value) }}
    ) as parts
        on {{ retensi.part_of_size(relation ~ '.' ~ value) }} = parts.part_of_size
{%- endmacro %}

{#- A whole number that grows with a number and is the same for numbers less than about 1.6 % apart: some thousands in all. -#}
{% macro part_of_size(number) -%}
    case
        when {{ number }} > 0 then 50000 + floor(64 * ln(cast({{ number }} as double)))
        when {{ number }} < 0 then -50000 - floor(64 * ln(cast(-{{ number }} as double)))
        else 0
    end
{%- endmacro %}
