{#- The one of some figures of a month whose name stands in a column, from the columns of int_kpis; null for another name. -#}
{% macro kpi_value(name, kpis) -%}
    case {{ name }}
        {%- for kpi in kpis %}
        when '{{ kpi }}' then cast({{ kpi }} as {{ retensi.double_type() }})
        {%- endfor %}
    end
{%- endmacro %}
