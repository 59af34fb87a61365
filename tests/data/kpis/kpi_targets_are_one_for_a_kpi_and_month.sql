-- Of two targets for the same month nobody knows which was meant; a month is written by any of its days.
select
    kpi,
    {{ month_of('month') }} as month,
    count(*) as targets
from {{ ref('kpi_targets') }}
group by
    kpi,
    {{ month_of('month') }}
having count(*) > 1
