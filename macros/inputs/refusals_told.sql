{#-
    What was refused of an input, as a list of sentences: of each reason how many rows, the values met most often, and what to
    do. Only what says nothing of a person is shown as it came; of everything else the shape: 9 for a digit, x for a letter.
-#}
{% macro refusals_told(input) %}
    {% set told = [] %}
    {% set counted = run_query(
        "select quarantine_reason, count(*) as row_count from " ~ ref('retensi', 'checked_' ~ input)
        ~ " where quarantine_reason is not null group by quarantine_reason order by row_count desc, quarantine_reason"
    ) %}
    {% for reason, row_count in counted.rows %}
        {% set known = retensi.quarantine_reasons()[reason] %}
        {% set met = retensi.values_refused(input, reason) %}
        {% do told.append(row_count ~ ' ' ~ reason ~ (': ' ~ met if met else '') ~ '. ' ~ known.do) %}
    {% endfor %}
    {% do return(told) %}
{% endmacro %}

{#- The values of the rows of an input that were refused for a reason, as words; the three most frequent of each column. -#}
{% macro values_refused(input, reason) %}
    {% set contract = retensi.input_contract()[input] %}
    {% set known = retensi.quarantine_reasons()[reason] %}
    {% set names = known.columns | select('in', contract.columns.keys() | list + ['_unreadable']) | list %}
    {#- Where the reason is what could not be read: only that, unless all could be and there was no room for it. #}
    {% set unread = {} %}
    {#- Of a group of columns the first one is null behind the front door where none of them came. #}
    {% set required = contract.required + (contract.get('required_any', []) | map('first') | list if reason != 'missing_key' else []) %}
    {% for name in names if known.unread_only and not (reason == 'missing_key' and name not in contract.required) %}
        {% set is_empty = retensi.read_id('received.' ~ name) ~ ' is null' %}
        {% do unread.update({
            name: '(checked.' ~ name ~ ' is null' ~ ('' if name in required else ' and not ' ~ is_empty) ~ ')'
        }) %}
    {% endfor %}
    {% set parts = [] %}
    {% for name in (unread if known.unread_only else names) %}
        {% set text = retensi.trimmed_text('received.' ~ name) %}
        {% set is_shown = name in ['status', 'interaction_type', 'currency'] or contract.columns[name] in ['timestamp', 'date', 'decimal'] %}
        {% set part %}
            select
                '{{ name }}' as column_name,
                case
                    when {{ text }} = '' then null
                    when {{ 'true' if is_shown else 'false' }} and {{ text }} not like '%@%' then substr({{ text }}, 1, 80)
                    else {{ retensi.shape_of('substr(' ~ text ~ ', 1, 80)') }}
                end as met
            from {{ ref('retensi', 'received_' ~ input) }} as received
            inner join {{ ref('retensi', 'checked_' ~ input) }} as checked on received._row_id = checked._row_id
            where
                checked.quarantine_reason = '{{ reason }}'
                {%- if known.unread_only %}
                and ({{ unread[name] }} or not ({{ unread.values() | join(' or ') }}))
                {%- endif %}
                {%- if reason == 'negative_amount' %}
                and {{ text }} like '-%'
                {%- endif %}
        {% endset %}
        {% do parts.append(part) %}
    {% endfor %}
    {% if not parts %}
        {% do return('') %}
    {% endif %}
    {% set found = run_query("
        select column_name, met, row_count, values_met
        from (
            select
                column_name,
                met,
                row_count,
                count(*) over (partition by column_name) as values_met,
                row_number() over (partition by column_name order by row_count desc, met nulls last) as place
            from (
                select column_name, met, count(*) as row_count
                from (" ~ parts | join(' union all ') ~ ") as refused
                group by column_name, met
            ) as counted
        ) as ranked
        where place <= 3
        order by column_name, place
    ") %}
    {% set by_column = {} %}
    {% for name, met, row_count, values_met in found.rows %}
        {% set said = "'" ~ modules.re.sub('[\\x00-\\x1f\\x7f]', ' ', met) ~ ('…' if met | length == 80) ~ "'" if met is not none else 'empty' %}
        {% do by_column.setdefault(name, {'said': [], 'values_met': values_met}).said.append(said ~ ' (' ~ row_count ~ ')') %}
    {% endfor %}
    {% set words = [] %}
    {% for name in names if name in by_column %}
        {% set met = by_column[name] %}
        {% set others = met.values_met - met.said | length %}
        {% do words.append(('record' if name == '_unreadable' else name) ~ ' ' ~ met.said | join(', ') ~ (' and ' ~ others ~ ' other values' if others else '')) %}
    {% endfor %}
    {% do return(words | join('; ')) %}
{% endmacro %}
