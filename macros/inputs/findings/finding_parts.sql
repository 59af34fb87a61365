{#-
    The rules that can be raised by what was given, as pairs of a rule and an input: all while dbt parses, and where there is no
    build to ask. `input_presence` is asked, for to look at a landing folder once an input takes long.
-#}
{% macro findings_to_look_for() %}
    {% set pairs, presence = [], ref('retensi', 'input_presence') %}
    {% set given = retensi.input_contract().keys() | list %}
    {% if execute and load_relation(presence) is not none %}
        {% set given = run_query('select input from ' ~ presence ~ ' where is_present').columns[0].values() | list %}
    {% endif %}
    {% for rule in retensi.finding_rules() %}
        {% for input in rule.inputs if input in given and not (rule.get('needs', []) | reject('in', given) | list) %}
            {% do pairs.append((rule, input)) %}
        {% endfor %}
    {% endfor %}
    {% do return(pairs) %}
{% endmacro %}

{#- The query of a rule for an input; empty where it has nothing to look at. -#}
{% macro finding_query(name, input) -%}
    {{- return(retensi['finding_' ~ name](input) | trim) }}
{%- endmacro %}

{#- A query with the row of a rule, if it is raised, in the columns of `input_findings`. -#}
{% macro finding_row(rule, input, query) -%}
    select
        '{{ input }}' as input,
        '{{ rule.name }}' as finding,
        {%- set severity = 'notice' if input in rule.get('notices', []) else rule.severity %}
        {%- if rule.get('is_graded') %}
        case when is_grave then 'warning' else 'notice' end as severity,
        {%- elif rule.get('grave_from') %}
        case
            when {{ retensi.safe_divide('row_count', 'of_rows') }} < {{ rule.grave_from }} then 'notice'
            else '{{ severity }}'
        end as severity,
        {%- else %}
        '{{ severity }}' as severity,
        {%- endif %}
        cast(row_count as bigint) as row_count,
        {{ retensi.safe_divide('row_count', 'of_rows') }} as share,
        {{ retensi.filled_in(rule.says, rule, input, 'en') }} as says,
        {% if rule.get('has_examples') %}examples{% else %}cast(null as {{ dbt.type_string() }}) as examples{% endif %},
        {{ retensi.filled_in(rule.effect or rule.effects[input], rule, input, 'en') }} as effect,
        {{ retensi.filled_in(rule.advice, rule, input, 'en') }} as advice,
        {{ retensi.filled_in(rule.says_id, rule, input, 'id') }} as says_id,
        {{ retensi.filled_in(rule.effect_id or rule.effects_id[input], rule, input, 'id') }} as effect_id,
        {{ retensi.filled_in(rule.advice_id, rule, input, 'id') }} as advice_id
    from (
        {{ query }}
    ) as found
    where row_count > 0
{%- endmacro %}

{#- SQL of a sentence of the table of findings, with the columns of its query in the places of their names in braces. -#}
{% macro filled_in(sentence, rule, input, language) -%}
    {%- set parts = [] %}
    {%- for part in modules.re.split('[{](\\w+)[}]', sentence) %}
        {%- if loop.index is odd %}
            {%- if part %}{% do parts.append("'" ~ part | replace("'", "’") ~ "'") %}{% endif %}
        {%- elif part == 'input' %}
            {%- do parts.append("'" ~ input ~ "'") %}
        {%- elif part == 'share' %}
            {%- do parts.append(retensi.as_percentage(retensi.safe_divide('row_count', 'of_rows'), language)) %}
        {%- elif part.endswith('_share') %}
            {%- do parts.append(retensi.as_percentage(part, language)) %}
        {%- elif part in rule.get('counts', []) %}
            {%- do parts.append(retensi.with_thousands(part, language)) %}
        {%- else %}
            {%- do parts.append('coalesce(cast(' ~ part ~ ' as ' ~ dbt.type_string() ~ "), '')") %}
        {%- endif %}
    {%- endfor %}
    {{- return('concat(' ~ parts | join(', ') ~ ')' if parts | length > 1 else parts[0]) }}
{%- endmacro %}

{#- A share as text with one decimal, such as 12.5 %. -#}
{% macro as_percentage(share, language) -%}
    {%- set is_english = language == 'en' %}
    {%- set written = 'cast(cast(round(cast(100 * ' ~ share ~ ' as decimal(12, 6)), 1) as decimal(12, 1)) as ' ~ dbt.type_string() ~ ')' %}
    case
        when {{ share }} is null then '{{ 'an unknown share' if is_english else 'bagian yang tidak diketahui' }}'
        when {{ share }} > 0 and {{ share }} < 0.001 then '{{ 'under 0.1 %' if is_english else 'kurang dari 0,1 %' }}'
        else concat({{ written if is_english else "replace(" ~ written ~ ", '.', ',')" }}, ' %')
    end
{%- endmacro %}

{#- A whole number as text with its thousands set apart. -#}
{% macro with_thousands(number, language) -%}
    {%- set written = retensi.thousands_apart('cast(coalesce(' ~ number ~ ', 0) as bigint)') | trim %}
    {{- return(written if language == 'en' else 'replace(' ~ written ~ ", ',', '.')") }}
{%- endmacro %}

{#- The first examples of ranked rows, as one text; null where there are none. -#}
{% macro first_examples(example, place, most, condition='true') -%}
    nullif(concat_ws(
        '; '
        {%- for number in range(1, most + 1) %},
        max(case when {{ condition }} and {{ place }} = {{ number }} then {{ example }} end)
        {%- endfor %}
    ), '')
{%- endmacro %}

{#- The first and the last of texts by their bytes, as one text; null where there are none. -#}
{% macro first_and_last(text, condition) -%}
    {%- set ordered = retensi.in_byte_order('case when ' ~ condition ~ ' then ' ~ text ~ ' end') %}
    nullif(concat_ws(
        '; ',
        min({{ ordered }}),
        case when max({{ ordered }}) <> min({{ ordered }}) then max({{ ordered }}) end
    ), '')
{%- endmacro %}

{#- SQL of the number of accepted rows of an input. -#}
{% macro accepted_count(input) -%}
    (select count(*) from {{ ref('retensi', 'checked_' ~ input) }} where row_status = 'accepted')
{%- endmacro %}
