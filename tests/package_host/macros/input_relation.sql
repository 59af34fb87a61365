{#- Which models of this shop are retensi's inputs. -#}
{% macro default__input_relation(input) %}
    {% set models = {
        'orders': ref('shop_orders'),
        'customers': ref('host_shop', 'customers'),
    } %}
    {{ return(models.get(input)) }}
{% endmacro %}
