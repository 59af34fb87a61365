-- The orders of a WooCommerce that keeps them as posts (without high-performance order storage), one row each, with the columns of the table
-- wc_orders. Run it where the shop's tables are (MySQL or MariaDB; wp_ may be another prefix there) and save what it gives as wc_orders.csv:
-- `retensi init` knows it. Refunds are added up in the order that they are of.
select
    orders.ID as id,
    orders.post_status as status,
    max(case when meta.meta_key = '_order_currency' then meta.meta_value end) as currency,
    orders.post_type as type,
    max(case when meta.meta_key = '_order_total' then meta.meta_value end) as total_amount,
    max(case when meta.meta_key = '_cart_discount' then meta.meta_value end) as discount_total_amount,
    (
        select sum(cast(amounts.meta_value as decimal(18, 4)))
        from wp_posts as refunds
        inner join wp_postmeta as amounts on refunds.ID = amounts.post_id and amounts.meta_key = '_refund_amount'
        where refunds.post_type = 'shop_order_refund' and refunds.post_parent = orders.ID
    ) as refunded_amount,
    -- 0 is a guest.
    max(case when meta.meta_key = '_customer_user' and meta.meta_value <> '0' then meta.meta_value end) as customer_id,
    max(case when meta.meta_key = '_billing_email' then meta.meta_value end) as billing_email,
    max(case when meta.meta_key = '_billing_phone' then meta.meta_value end) as billing_phone,
    orders.post_date_gmt as date_created_gmt,
    orders.post_modified_gmt as date_updated_gmt
from wp_posts as orders
left join wp_postmeta as meta on orders.ID = meta.post_id
where orders.post_type = 'shop_order'
group by orders.ID, orders.post_status, orders.post_type, orders.post_date_gmt, orders.post_modified_gmt
order by orders.ID
