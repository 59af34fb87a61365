{#-
    After a build that went well and went up to the marts: says in a few lines what stands there now and what to do next.
    For on-run-end; Dagster shows the same lines in its run.
-#}
{% macro tell_what_was_built(results) %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] %}
        {% do return('') %}
    {% endif %}
    {% set done = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list %}
    {% set shown = ['input_reconciliation', 'int_as_of', 'input_rows_by_day', 'orders', 'customers'] %}
    {% for name in shown if 'model.retensi.' ~ name not in done %}
        {% do return('') %}
    {% endfor %}
    {% if results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'runtime error']) | list %}
        {% do return('') %}
    {% endif %}
    {% do log('retensi: ' ~ retensi.shop_in_words() ~ ' is built.\n' ~ retensi.as_block(
        retensi.figures_of_build() + retensi.rows_of_build() + retensi.warnings_of_build()
        + (retensi.findings_of_build() if 'model.retensi.input_findings' in done else []) + retensi.next_steps()
    ), info=true) %}
{% endmacro %}

{#- Pairs of a word and a sentence as a block: the words stand left, each once. -#}
{% macro as_block(pairs) -%}
    {%- set lines, words = [], [] %}
    {%- for word, sentence in pairs %}
        {%- do lines.append('  ' ~ '{:<10}'.format('' if word in words else word) ~ sentence) %}
        {%- do words.append(word) %}
    {%- endfor %}
    {{- return(lines | join('\n')) }}
{%- endmacro %}

{#- Which shop a build is of, as the beginning of a sentence. -#}
{% macro shop_in_words() -%}
    {%- set source = retensi.input_source('orders') %}
    {{- return(
        'the made-up demo shop' if source.kind == 'demo'
        else 'the shop in the folder ' ~ retensi.input_place().path if source.kind == 'files'
        else 'the shop of ' ~ (source.parts | map(attribute='name') | first)
    ) }}
{%- endmacro %}

{#- Days, purchases, customers and revenue of the marts. -#}
{% macro figures_of_build() -%}
    {%- set orders = run_query(
        "select count(*), count(distinct customer_id), min(order_date), max(order_date), sum(net_revenue)"
        ~ " from " ~ retensi.as_last_built('orders') ~ " where treatment = 'purchase'"
    ).rows[0] %}
    {%- set days = run_query('select as_of from ' ~ retensi.as_last_built('int_as_of')).rows[0] %}
    {%- if not orders[0] %}
        {{- return([('figures', 'no order is a purchase up to ' ~ retensi.day_of(days[0]) ~ ', so the marts say nothing')]) }}
    {%- endif %}
    {{- return([
        ('days', 'purchases from ' ~ retensi.day_of(orders[2]) ~ ' to ' ~ retensi.day_of(orders[3])
            ~ '; the marts tell up to ' ~ retensi.day_of(days[0]) ~ ' (as_of)'),
        ('figures', '{:,} purchases, {:,} customers, net revenue {:,.2f} '.format(
            orders[0] | int, orders[1] | int, orders[4] | float
        ) ~ var('reporting_currency')),
    ]) }}
{%- endmacro %}

{#- What became of the rows that came in: what was accepted, and of which inputs most was refused, with the reasons. -#}
{% macro rows_of_build() -%}
    {%- set accepted, refused = [], [] %}
    {%- set flawed = [] %}
    {%- for input, received, kept, flawed_rows, quarantined in run_query(
        'select input, rows_received, rows_accepted, rows_flawed, rows_quarantined from '
        ~ retensi.as_last_built('input_reconciliation')
        ~ ' where rows_received > 0 order by rows_quarantined desc, rows_received desc, input'
    ).rows %}
        {%- do accepted.append('{:,} of {:,} {}'.format(kept | int, received | int, input)) %}
        {%- if flawed_rows %}{% do flawed.append('{:,} of {}'.format(flawed_rows | int, input)) %}{% endif %}
        {%- if quarantined %}{% do refused.append(input) %}{% endif %}
    {%- endfor %}
    {%- set lines = [('accepted', accepted | join(', '))] %}
    {%- if flawed %}
        {%- do lines.append(('flawed', flawed | join(', ') ~ ', accepted all the same: the column flaws says what is wrong')) %}
    {%- endif %}
    {%- for input in refused[:3] %}
        {%- set quarantine, reasons = retensi.as_last_built('quarantined_' ~ input), [] %}
        {%- for reason, row_count in run_query(
            'select reason, count(*) as row_count from ' ~ quarantine ~ ' group by reason order by row_count desc, reason'
        ).rows %}
            {%- do reasons.append('{:,} {}'.format(row_count | int, reason)) %}
        {%- endfor %}
        {%- do lines.append((
            'refused', quarantine.schema ~ '.' ~ quarantine.identifier ~ ': ' ~ reasons[:4] | join(', ')
            ~ (' and more' if reasons | length > 4 else '')
        )) %}
    {%- endfor %}
    {%- if refused | length > 3 %}
        {%- do lines.append(('refused', 'fewer rows of ' ~ refused[3:] | join(', '))) %}
    {%- endif %}
    {{- return(lines if refused else lines + [('refused', 'no row')]) }}
{%- endmacro %}

{#- What is in the data of this build that its reader should know of. -#}
{% macro warnings_of_build() -%}
    {%- set lines = [] %}
    {%- set purchase, interaction = run_query(
        'select last_purchase_on, last_interaction_on from ' ~ retensi.as_last_built('int_as_of')
    ).rows[0].values() %}
    {%- set days_past = retensi.days_from_to(purchase, interaction) if purchase and interaction else 0 %}
    {%- if days_past > 7 and var('as_of') is none and var('as_of_follows') == 'all' %}
        {%- do lines.append((
            'warning', 'interactions reach to ' ~ retensi.day_of(interaction) ~ ', ' ~ days_past
            ~ ' days past the last purchase, and as_of follows them: set the var as_of_follows to purchases to end with those'
        )) %}
    {%- endif %}
    {%- set addresses = run_query(
        'select count(*) from ' ~ retensi.as_last_built('customers') ~ " where customer_id like '%_@_%._%'"
    ).rows[0][0] | int %}
    {%- if addresses %}
        {%- do lines.append((
            'warning', '{:,} customer ids look like email addresses'.format(addresses) ~ ', which are stored and served as they '
            ~ 'came: land addresses in the column email, which is stored as a keyed hash'
        )) %}
    {%- endif %}
    {{- return(lines) }}
{%- endmacro %}

{#-
    What looks wrong in the rows of this build, warnings first: at most five lines. `warnings_of_build` tells
    of as_of already, `rows_of_build` of what was refused.
-#}
{% macro findings_of_build() -%}
    {%- set found, most, lines = retensi.as_last_built('input_findings'), 5, [] %}
    {%- set rows = run_query(
        'select input, severity, says, examples from ' ~ found
        ~ " where finding not in ('as_of_after_last_sale', 'refused_rows')"
        ~ " order by case severity when 'warning' then 0 else 1 end, share desc nulls last, input, finding"
    ).rows | list %}
    {%- for input, severity, says, examples in rows[:most] %}
        {%- do lines.append(('look at', severity ~ ', ' ~ input ~ ': ' ~ says ~ (': ' ~ (examples | replace('; ', ', ')) if examples else ''))) %}
    {%- endfor %}
    {%- if rows | length > most %}
        {%- do lines.append(('look at', 'and ' ~ (rows | length - most) ~ ' more in ' ~ found.schema ~ '.' ~ found.identifier)) %}
    {%- elif rows %}
        {%- do lines.append(('look at', found.schema ~ '.' ~ found.identifier ~ ' has what it does to the figures, and what to do')) %}
    {%- endif %}
    {{- return(lines) }}
{%- endmacro %}

{#- What to do with a built warehouse. -#}
{% macro next_steps() -%}
    {%- set schema = retensi.as_last_built('customers').schema %}
    {%- set docs = ('next', '`uv run dbt docs generate`, then `uv run dbt docs serve`: every column with its meaning') %}
    {%- if target.type != 'duckdb' %}
        {{- return([('next', 'read the tables of the schema ' ~ schema), docs]) }}
    {%- endif %}
    {{- return([
        ('next', '`uv run retensi report`: a page for a Monday morning'),
        ('next', '`uv run retensi publish`: copies of the marts for BI tools'),
        ('next', 'or read the schema ' ~ schema ~ ' of ' ~ env_var('RETENSI_WAREHOUSE', 'data/warehouse.duckdb')),
        docs,
    ]) }}
{%- endmacro %}

{#- A day as YYYY-MM-DD, whatever type an engine gives it. -#}
{% macro day_of(value) -%}
    {{- return((value | string)[:10]) }}
{%- endmacro %}

{#- Whole days from one day to another, both as an engine gives them. -#}
{% macro days_from_to(first, last) -%}
    {%- set days = [] %}
    {%- for day in [first, last] %}
        {%- do days.append(modules.datetime.datetime.strptime(retensi.day_of(day), '%Y-%m-%d')) %}
    {%- endfor %}
    {{- return((days[1] - days[0]).days) }}
{%- endmacro %}
