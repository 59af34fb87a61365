{#-
    Received columns read as the contract's types. Each macro takes the column's name and `text_columns`, the names
    that came as text (see text_columns()); a text that cannot be read is null. Columns that came typed are only cast.
-#}

{#- Names of the columns of a received model that hold text. In unit tests, whose rows are no relation, all do. -#}
{% macro text_columns(input) %}
    {% set contract = retensi.input_contract()[input] %}
    {% set names = contract.columns.keys() | list %}
    {% if not execute %}
        {% do return(names) %}
    {% endif %}
    {% set received = ref('retensi', 'received_' ~ input) %}
    {% set relation = load_relation(received) if received.schema is not none else none %}
    {% if relation is none %}
        {% do return(names) %}
    {% endif %}
    {% set typed = [] %}
    {% for column in adapter.get_columns_in_relation(relation) if not retensi.is_text_type(column.dtype) %}
        {% do typed.append(column.name | lower) %}
    {% endfor %}
    {% do return(names | reject('in', typed) | list) %}
{% endmacro %}

{#-
    SQL of whether a received row is from a file or table that has no such column. One file says nothing of another: what
    came yesterday is read as yesterday. In unit tests, whose rows are from nowhere, all columns are there.
-#}
{% macro comes_without(input, column) %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% set source = retensi.input_source(input) %}
    {% if not execute or ref('retensi', 'received_' ~ input).schema is none %}
        {% do return('false') %}
    {% endif %}
    {% set giving, lacking = [], [] %}
    {% for part in source.parts if part.columns %}
        {% set came = part.columns | map('lower') | list %}
        {% do (giving if column in came else lacking).append("'" ~ (part.name | replace("'", "''")) ~ "'") %}
    {% endfor %}
    {% if not giving or not lacking %}
        {% do return('true' if lacking else 'false') %}
    {% endif %}
    {% do return('_source in (' ~ lacking | join(', ') ~ ')') %}
{% endmacro %}

{#- Whether a type, as an engine names it, is text. -#}
{% macro is_text_type(engine_type) %}
    {% do return(modules.re.match('^(text|string|varchar|char|bpchar)', engine_type | lower) is not none) %}
{% endmacro %}

{#- Text without surrounding blanks; null where nothing is left. -#}
{% macro read_text(column) -%}
    nullif({{ retensi.trimmed_text(column) }}, '')
{%- endmacro %}

{#-
    An id, a mail address, a status or a type: text without surrounding blanks; null where nothing is left, or a word for
    nothing. These are short, so that most values are not looked at twice.
-#}
{% macro read_id(column) -%}
    {%- set text = retensi.read_text(column) -%}
    case
        when length({{ text }}) > 9 or not {{ retensi.is_one_of('lower(' ~ text ~ ')', retensi.words_for_nothing()) }}
            then {{ text }}
    end
{%- endmacro %}

{#-
    What exports write where nothing is, in lower case and at most 9 letters long; retensi/front_door/values.py has the same.
    No seed: hooks read ids before seeds are there, and a join for each id would cost more than all else that reading does.
-#}
{% macro words_for_nothing() -%}
    {{- return([
        'null', '(null)', '<null>', 'none', 'nil', 'nan', 'nat', 'na', '<na>', 'n/a', '#n/a', 'n.a.', 'undefined', '-', '--',
    ]) }}
{%- endmacro %}

{#- Text without surrounding blanks, where nothing but spaces is empty text. -#}
{% macro trimmed_text(column) -%}
    {{- return(retensi.trimmed(retensi.in_byte_order('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')'))) }}
{%- endmacro %}

{#-
    A UTC timestamp from text: a day (local midnight in the reporting time zone), or day and time, with or without an offset
    (without: UTC), or seconds, milliseconds or microseconds since 1970. ISO 8601, which nearly all is, is looked for first;
    the rest is written anew (see iso_written()).
-#}
{% macro read_timestamp(column, text_columns) -%}
    {%- if column in text_columns -%}
        {%- set text = retensi.read_text(column) -%}
        case
            {{ retensi.branches_of_iso(text) }}
            when {{ retensi.matches(text, '^(\\d{10}|\\d{13}|\\d{16})$') }}
                then {{ retensi.utc_of_epoch(retensi.try_cast_text('rpad(' ~ text ~ ", 16, '0')", 'bigint')) }}
            when {{ text }} is not null
                then {{ retensi.computed_once(
                    retensi.iso_written(text), 'written', 'case ' ~ retensi.branches_of_iso('written') ~ ' end'
                ) }}
        end
    {%- else -%}
        {#- Before the year 1 are years before Christ and minus infinity, with which no engine calculates. #}
        case
            when cast({{ column }} as timestamp) >= timestamp '0001-01-01 00:00:00'
                then cast({{ column }} as timestamp)
        end
    {%- endif -%}
{%- endmacro %}

{#- A day and a clock in ISO 8601, as the beginning of a regular expression. -#}
{% macro clock_pattern() -%}
    {{- return('^\\d{4}-\\d{2}-\\d{2}[T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?') }}
{%- endmacro %}

{#- What a text is as a UTC timestamp, as branches of a case: the two writings of ISO 8601, a day, and a day with a clock (a blank may stand before the offset). -#}
{% macro branches_of_iso(text) -%}
            when {{ retensi.matches(text, '^\\d{4}-\\d{2}-\\d{2}$') }}
                then {{ retensi.utc_of_local(retensi.try_cast_text(text, 'timestamp')) }}
            when {{ retensi.matches(text, retensi.clock_pattern() ~ '( ?([Zz]|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)| UTC| GMT)?$') }}
                then {{ retensi.try_utc_timestamp(text) }}
{%- endmacro %}

{#-
    A local day from text: a day, which may be written as a moment of 00:00:00 without an offset, or another moment, whose
    local day is taken. Moments that came typed are text by now (see received_value()).
-#}
{% macro read_date(column, text_columns) -%}
    {%- if column in text_columns -%}
        {%- set text = retensi.read_text(column) -%}
        {%- set is_day = '^\\d{4}-\\d{2}-\\d{2}([T ]00:00(:00(\\.0+)?)?)?$' -%}
        case
            when {{ retensi.matches(text, is_day) }}
                then {{ retensi.try_cast_text('substr(' ~ text ~ ', 1, 10)', 'date') }}
            when {{ retensi.matches(text, '^\\d{4}-\\d{2}-\\d{2}[T ]|^(\\d{10}|\\d{13}|\\d{16})$') }}
                then {{ retensi.local_date(retensi.read_timestamp(column, text_columns)) }}
            when {{ text }} is not null
                then {{ retensi.computed_once(
                    retensi.iso_written(text),
                    'written',
                    'case when ' ~ retensi.matches('written', is_day)
                    ~ ' then ' ~ retensi.try_cast_text('substr(written, 1, 10)', 'date')
                    ~ ' else ' ~ retensi.local_date('case ' ~ retensi.branches_of_iso('written') ~ ' end') ~ ' end'
                ) }}
        end
    {%- else -%}
        case
            when cast({{ column }} as date) between date '0001-01-01' and date '9999-12-31'
                then cast({{ column }} as date)
        end
    {%- endif -%}
{%- endmacro %}

{#- A decimal with the given scale, rounded half away from zero, from a plain or scientific number. -#}
{% macro read_decimal(column, text_columns, type='decimal(18, 6)') -%}
    {%- if column in text_columns -%}
        case
            when {{ retensi.matches(retensi.read_text(column), '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?$') }}
                then {{ retensi.try_cast_text(retensi.read_text(column), type) }}
        end
    {%- else -%}
        {{ retensi.try_cast_number(column, type) }}
    {%- endif -%}
{%- endmacro %}

{#- A whole number, also where it comes with zeros behind a point, as a column with gaps often does. -#}
{% macro read_integer(column, text_columns) -%}
    {%- if column in text_columns -%}
        case
            when {{ retensi.matches(retensi.read_text(column), '^[+-]?\\d{1,18}(\\.0*)?$') }}
                then cast({{ retensi.try_cast_text(retensi.read_text(column), 'decimal(20, 0)') }} as bigint)
        end
    {%- else -%}
        case when {{ column }} = round({{ column }}) then {{ retensi.try_cast_number(column, 'bigint') }} end
    {%- endif -%}
{%- endmacro %}

{#- true, t, yes, y, 1 and false, f, no, n, 0, in any case. -#}
{% macro read_boolean(column, text_columns) -%}
    {%- if column in text_columns -%}
        case
            when {{ retensi.is_one_of('lower(' ~ retensi.read_text(column) ~ ')', ['true', 't', 'yes', 'y', '1']) }} then true
            when {{ retensi.is_one_of('lower(' ~ retensi.read_text(column) ~ ')', ['false', 'f', 'no', 'n', '0']) }} then false
        end
    {%- else -%}
        cast({{ column }} as boolean)
    {%- endif -%}
{%- endmacro %}

{#-
    Whether something came in a column that could not be read; `value` is the column as read. A word for nothing is nothing;
    of what came typed, only a number can be one.
-#}
{% macro is_unreadable(received_column, value, text_columns=none) -%}
    {%- set name = (received_column.split('.') | last).removeprefix('received_') -%}
    {%- if text_columns is none or name in text_columns -%}
        ({{ value }} is null and {{ retensi.read_id(received_column) }} is not null)
    {%- else -%}
        (
            {{ value }} is null and {{ received_column }} is not null
            and lower(cast({{ received_column }} as {{ dbt.type_string() }})) <> 'nan'
        )
    {%- endif -%}
{%- endmacro %}
