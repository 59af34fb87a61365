-- The shop's own orders, a model that is called like a mart.
select 1 as something_else
