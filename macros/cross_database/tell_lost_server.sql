{#-
    After a build on Spark: says so where the connection to the server was lost. dbt reports that as `unexpected
    exception` of whatever was being built, because closing the lost connection fails as well. For on-run-end.
-#}
{% macro tell_lost_server(results) %}
    {% if not execute or target.type != 'spark' %}
        {% do return('') %}
    {% endif %}
    {% set lost = [] %}
    {% set signs = ['unexpected exception', 'Connection lost', 'failed to connect'] %}
    {% for result in results if result.status == 'error' %}
        {% for sign in signs if sign in result.message | string %}
            {% do lost.append(result.node.name) %}
        {% endfor %}
    {% endfor %}
    {% if lost %}
        {% do exceptions.warn(
            'retensi: the connection to Spark at ' ~ target.host ~ ':' ~ target.port ~ ' was lost while building '
            ~ lost | unique | join(', ') ~ '. Tables that were done are whole. '
            ~ 'To do: see that the thrift server runs, then run the same command again.'
        ) %}
    {% endif %}
{% endmacro %}
