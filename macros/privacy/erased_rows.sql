{#- Rows of an input as a query gives them, with people to be forgotten made unrecognisable. -#}
{% macro erased_rows(input, names, query) %}
    select {{ retensi.erased_columns(input, names) }}
    from (
    select
        hashed.*
        {{- retensi.identifier_hashes(input, names) }}
    from (
    {{- query }}
    ) as hashed
    ) as received
    {{- retensi.erased_joins(input, names) }}
{% endmacro %}

{#-
    The columns of received rows, `received`, with those of people to be forgotten (erased_joins()) made unrecognisable:
    their ids, mail address and phone become pseudonyms, what describes them or was written by them is dropped, and so is any
    further column that came. Orders keep time, status and amounts. A text that names such a person elsewhere is dropped.

    names: the columns there are; without requests this is all of them as they are.
-#}
{% macro erased_columns(input, names) %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {%- set erased = ref('retensi', 'erased_identifiers') -%}
    {%- if not execute or not retensi.has_erasures() -%}
        {{ return('received.*') }}
    {%- endif -%}
    {%- set kinds = retensi.erased_kinds(input, names) -%}
    {%- set contract = retensi.input_contract()[input].columns -%}
    {%- set guest = [] -%}
    {%- for column in kinds if column in ['email', 'phone', 'visitor_id'] %}
        {%- do guest.append('erased_' ~ column ~ '.identifier_hash is not null') %}
    {%- endfor -%}
    {#- A row is a person's by its customer id, and by mail, phone or visitor where it has none. #}
    {%- set is_persons -%}
        {%- if guest and 'customer_id' in kinds -%}
        (
            erased_customer_id.identifier_hash is not null
            or ({{ retensi.read_id('received.customer_id') }} is null and ({{ guest | join(' or ') }}))
        )
        {%- elif guest -%}
        ({{ guest | join(' or ') }})
        {%- elif kinds -%}
        erased_customer_id.identifier_hash is not null
        {%- endif -%}
    {%- endset -%}
    {%- set chosen = [] -%}
    {%- for name in names %}
        {%- set quoted = 'received.' ~ retensi.quoted_name(name) -%}
        {%- if name == 'phone' and name in kinds %}
            {#- What is no number is no identifier, and may be any text. #}
            {%- set value -%}
                case
                    when erased_phone.identifier_hash is not null then {{ retensi.erased_pseudonym('erased_phone.identifier_hash') }}
                    when {{ is_persons }} then null
                    when received._hash_of_phone is null and {{ retensi.names_erased(quoted, erased) }} then null
                    else {{ quoted }}
                end
            {%- endset -%}
        {%- elif name in kinds %}
            {%- set pseudonym = retensi.erased_pseudonym('erased_' ~ name ~ '.identifier_hash') -%}
            {%- set value = 'case when erased_' ~ name ~ '.identifier_hash is not null then ' ~ pseudonym ~ ' else ' ~ quoted ~ ' end' -%}
        {%- elif name == '_unreadable' %}
            {%- set value = "case when " ~ retensi.names_erased(quoted, erased) ~ " then 'erased' else " ~ quoted ~ " end" -%}
        {%- elif is_persons and name in ['birth_date', 'city', 'country', 'marketing_consent', 'email_consent', 'phone_consent', 'session_id'] %}
            {%- set value = 'case when ' ~ is_persons ~ ' then null else ' ~ quoted ~ ' end' -%}
        {%- elif name == 'body' or (name not in contract and name not in retensi.own_names()) %}
            {%- set value = 'case when ' ~ (is_persons ~ ' or ' if is_persons) ~ retensi.names_erased(quoted, erased) ~ ' then null else ' ~ quoted ~ ' end' -%}
        {%- else %}
            {%- set value = quoted -%}
        {%- endif %}
        {%- do chosen.append(value ~ ' as ' ~ retensi.quoted_name(name)) -%}
    {%- endfor -%}
    {{ return(chosen | join(',\n        ')) }}
{% endmacro %}

{#- Which of these columns of an input hold an identifier of a person, and of which kind. Lines of orders have some where a mapping reads both from one file. -#}
{% macro erased_kinds(input, names) -%}
    {%- set kinds = {
        'orders': {'customer_id': 'customer', 'email': 'email', 'phone': 'phone', 'visitor_id': 'visitor'},
        'order_items': {'customer_id': 'customer', 'email': 'email', 'phone': 'phone', 'visitor_id': 'visitor'},
        'interactions': {
            'customer_id': 'customer', 'email': 'email', 'phone': 'phone', 'visitor_id': 'visitor', 'reference_id': 'customer',
        },
        'customers': {'customer_id': 'customer', 'email': 'email', 'phone': 'phone'},
        'customer_merges': {'customer_id': 'customer', 'merged_into': 'customer'},
        'erasure_requests': {'customer_id': 'customer'},
    }.get(input, {}) -%}
    {%- set found = {} -%}
    {%- for column, kind in kinds.items() if column in names %}{% do found.update({column: kind}) %}{% endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#-
    Joins to `received` the identifiers of people to be forgotten that it holds, as erased_<column>. `hashed` computes the
    hash of each identifier once a row, so that engines can join by it.
-#}
{% macro erased_joins(input, names) %}
    {%- if execute and retensi.has_erasures() %}
        {%- for column, kind in retensi.erased_kinds(input, names).items() %}
    left join {{ ref('retensi', 'erased_identifiers') }} as erased_{{ column }}
        on
            erased_{{ column }}.kind = '{{ kind }}'
            and received._hash_of_{{ column }} = erased_{{ column }}.identifier_hash
        {%- endfor %}
    {%- endif %}
{% endmacro %}

{#- The columns of `hashed` besides those of the rows themselves: the hash of each identifier, as _hash_of_<column>. -#}
{% macro identifier_hashes(input, names) %}
    {%- if execute and retensi.has_erasures() %}
        {%- for column, kind in retensi.erased_kinds(input, names).items() %}
        {%- set value = retensi.read_id('hashed.' ~ column) %}
        {%- set value = 'lower(' ~ value ~ ')' if kind == 'email' else retensi.phone_number(value) if kind == 'phone' else value %},
        {{ retensi.erased_identifier(kind, value) }} as _hash_of_{{ column }}
        {%- endfor %}
    {%- endif %}
{% endmacro %}

{#-
    The names of the columns that the rows of some parts of an input have: those that part_rows() adds, of the contract all
    but those that `came` with other parts only, then what else came.
-#}
{% macro names_received(input, parts, came) -%}
    {%- set names = ['_row_id', '_loaded_at', '_source', '_place', '_unreadable'] -%}
    {%- set known = retensi.input_contract()[input].columns -%}
    {%- set given = [] -%}
    {%- for part in parts %}{% do given.extend(part.columns) %}{% endfor -%}
    {%- for name in known if not parts or name not in came or name in given | map('lower') %}{% do names.append(name) %}{% endfor -%}
    {%- for column in given if column | lower not in known %}
        {%- set name = column ~ ('_received' if column | lower in retensi.own_names() else '') -%}
        {%- if name | lower not in names | map('lower') %}{% do names.append(name) %}{% endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
