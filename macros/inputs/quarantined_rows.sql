{#- The refused rows of an input, whole and as they came, each with the reason. -#}
{% macro quarantined_rows(input) %}
select
    checked.quarantine_reason as reason,
    received.*
from {{ ref('retensi', 'received_' ~ input) }} as received
inner join {{ ref('retensi', 'checked_' ~ input) }} as checked on received._row_id = checked._row_id
where checked.quarantine_reason is not null
{% endmacro %}
