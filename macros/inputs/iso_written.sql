{#-
    A time as ISO 8601 where its text says which part is which: a day, or day and clock with the offset that it came with. Of
    what is no such time comes a text that is none either. One replacement after the other, each of what the last one gave;
    that it takes long matters little, for nearly all times come as they should be.
-#}
{% macro iso_written(text) %}
    {{- return(retensi.computed_once(text, 'came', retensi.iso_of_text('came'))) }}
{%- endmacro %}

{#- The same of a text that costs nothing to name again. -#}
{% macro iso_of_text(text) %}
    {%- set digits = 'case length(' ~ text ~ ")
        when 8 then concat(substr(" ~ text ~ ", 1, 4), '-', substr(" ~ text ~ ", 5, 2), '-', substr(" ~ text ~ ", 7, 2))
        when 14 then concat(
            substr(" ~ text ~ ", 1, 4), '-', substr(" ~ text ~ ", 5, 2), '-', substr(" ~ text ~ ", 7, 2), 'T',
            substr(" ~ text ~ ", 9, 2), ':', substr(" ~ text ~ ", 11, 2), ':', substr(" ~ text ~ ", 13, 2)
        )
    end" -%}
    {%- set month = '(JAN|FEB|MAR|APR|MAY|MEI|JUN|JUL|AUG|AGU|AGT|AGS|SEP|OCT|OKT|NOV|NOP|DEC|DES)(?:UARY|UARI|UAR|RUARY|RUARI|RUAR|CH|ET|IL|E|I|Y|UST|STUS|TEMBER|T|OBER|EMBER)?' -%}
    {%- set end = '($|[^\\d].*$)' -%}
    {%- set sql = namespace(text='upper(' ~ text ~ ')') -%}
    {%- for pattern, replacement in [
        ('^(?:MON|TUE|WED|THU|FRI|SAT|SUN|SEN|SEL|RAB|KAM|JUM|MIN)[A-Z]*,? +', ''),
        ('^(\\d{1,2})(?:ST|ND|RD|TH)?[ .-]+' ~ month ~ '[ .,-]+(\\d{4})' ~ end, '\\3-\\2-\\1\\4'),
        ('^' ~ month ~ '[ .-]+(\\d{1,2})(?:ST|ND|RD|TH)?[ ,-]+(\\d{4})' ~ end, '\\3-\\1-\\2\\4'),
        ('^(\\d{4})[ .-]+' ~ month ~ '[ .-]+(\\d{1,2})' ~ end, '\\1-\\2-\\3\\4'),
    ] %}{% set sql.text = retensi.rewritten(sql.text, pattern, replacement) %}{% endfor -%}
    {%- for number, names in {
        '01': ['JAN'], '02': ['FEB'], '03': ['MAR'], '04': ['APR'], '05': ['MAY', 'MEI'], '06': ['JUN'], '07': ['JUL'],
        '08': ['AUG', 'AGU', 'AGT', 'AGS'], '09': ['SEP'], '10': ['OCT', 'OKT'], '11': ['NOV', 'NOP'], '12': ['DEC', 'DES'],
    }.items() %}
        {%- for name in names %}{% set sql.text = 'replace(' ~ sql.text ~ ", '-" ~ name ~ "-', '-" ~ number ~ "-')" %}{% endfor -%}
    {%- endfor -%}
    {%- for name, offset in [('WITA', '+08:00'), ('WIT', '+09:00'), ('WIB', '+07:00')] %}
        {%- set sql.text = retensi.replaced(sql.text, name, offset) %}
    {%- endfor -%}
    {%- for pattern, replacement in [
        ('^(\\d{4})[-/.](\\d)([-/.])', '\\1-0\\2\\3'),
        ('^(\\d{4})[-/.](\\d\\d)[-/.](\\d)' ~ end, '\\1-\\2-0\\3\\4'),
        ('^(\\d{4})[-/.](\\d\\d)[-/.](\\d\\d)', '\\1-\\2-\\3'),
        ('^(.{10})(?:T|[ ,]+(?:AT +|PUKUL +|JAM +)?)(\\d)', '\\1T\\2'),
        ('^(.{11})(\\d)([:.])', '\\10\\2\\3'),
        ('^(.{11}\\d\\d)[.](\\d\\d)[.](\\d\\d)', '\\1:\\2:\\3'),
        ('^(.{11}\\d\\d)[.](\\d\\d)' ~ end, '\\1:\\2\\3'),
        ('^(.{11}\\d\\d:\\d\\d)($|[^:].*$)', '\\1:00\\2'),
        ('^(.{19}),(\\d)', '\\1.\\2'),
        ('^(.{10})T(\\d\\d:\\d\\d:\\d\\d[.\\d]*) *([AP])[.]?M[.]?', '\\1#\\3\\2'),
    ] %}{% set sql.text = retensi.rewritten(sql.text, pattern, replacement) %}{% endfor -%}
    {%- for hour in range(1, 13) %}
        {%- set written = '%02d:' | format(hour) -%}
        {%- set sql.text = retensi.replaced(sql.text, '#A' ~ written, 'T%02d:' | format(hour % 12)) -%}
        {%- set sql.text = retensi.replaced(sql.text, '#P' ~ written, 'T%02d:' | format(hour % 12 + 12)) -%}
    {%- endfor -%}
    {%- for pattern, replacement in [
        ('^(.{19}[.\\d]*) *(?:UTC|GMT)?([+-])', '\\1\\2'),
        ('^(.{19}[.\\d]*[+-])(\\d)(:|$)', '\\10\\2\\3'),
        ('^(.{19}[.\\d]*(?:Z|[+-]\\d\\d(?::?\\d\\d)?)) ?[\\[(][^\\])]+[\\])]$', '\\1'),
        ('^(.{19}[.\\d]*) *(?:UTC|GMT|Z)$', '\\1Z'),
    ] %}{% set sql.text = retensi.rewritten(sql.text, pattern, replacement) %}{% endfor -%}
    case
        when {{ retensi.matches(text, '^\\d+$') }} then {{ digits }}
        when {{ retensi.matches(text, '^\\d{4}[/.]\\d\\d[/.]\\d\\d($|[T ]\\d\\d:[^AaPp]*$)') }}
            then concat(
                substr({{ text }}, 1, 4), '-', substr({{ text }}, 6, 2), '-', substr({{ text }}, 9, 2), substr({{ text }}, 11)
            )
        else {{ sql.text }}
    end
{%- endmacro %}

{#- A text with every occurrence of another one replaced. -#}
{% macro replaced(text, old, new) -%}
    replace({{ text }}, '{{ old }}', '{{ new }}')
{%- endmacro %}
