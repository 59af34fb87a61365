{#-
    A hash of all identifiers of people to be forgotten, as the inputs have them now: with each request, and each further
    mail, phone or visitor id of such a person, it is another. Empty without requests, and for the demo shop and models of a host
    project: these are read whole at each build and compared with what was received, so that their rows change by themselves.
-#}
{% macro erased_now() -%}
    {%- if not execute or retensi.input_source('erasure_requests').kind not in ['files', 'table'] %}
        {{- return('') }}
    {%- endif %}
    {%- set found = run_query(
        retensi.with_erased_people() ~ " select distinct " ~ retensi.keyed_hash("kind || ':' || identifier")
        ~ " as identifier_hash from identifiers where identifier is not null"
    ).columns[0].values() | list %}
    {%- do retensi.forget_refused_records() %}
    {{- return(local_md5(found | sort | join(','))) }}
{%- endmacro %}
