{#- A number of any type as another number type; null where it does not fit. -#}
{% macro try_cast_number(number, type) -%}
    {{ return(adapter.dispatch('try_cast_number', 'retensi')(number, type)) }}
{%- endmacro %}

{% macro default__try_cast_number(number, type) -%}
    try_cast({{ number }} as {{ type }})
{%- endmacro %}

{% macro postgres__try_cast_number(number, type) -%}
    {#- By way of text, which has all digits of a float; a decimal may hold NaN here, which nowhere else is a number. #}
    case
        when cast({{ number }} as text) <> 'NaN' and pg_input_is_valid(cast({{ number }} as text), '{{ type }}')
            then cast(cast({{ number }} as text) as {{ type }})
    end
{%- endmacro %}
