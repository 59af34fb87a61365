-- Nobody enters a stage in the future: a span after as_of would be a forecast sold as a fact.
select
    history.customer_id,
    history.valid_from,
    history.valid_to,
    bounds.as_of
from {{ ref('retensi', 'lifecycle_stage_history') }} as history
cross join {{ ref('retensi', 'int_as_of') }} as bounds
where
    history.valid_from > bounds.as_of
    or history.valid_to > bounds.as_of
