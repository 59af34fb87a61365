{#-
    Text without the blanks around it: the space and the other space characters of Unicode, no tabs and line ends. For a
    zero byte, which PostgreSQL knows in no text, stands the replacement character U+FFFD.
-#}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'retensi')(text)) }}
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim(replace({{ text }}, chr(0), chr(65533)))
{%- endmacro %}

{#-
    DuckDB's trim looks at each character's category, five times as slow as to see that there is nothing to trim. What sorts
    before `!` may begin with a space; to ask for the first character itself takes as long as the other three questions.
-#}
{% macro duckdb__trimmed(text) -%}
    case
        when {{ text }} >= '!' and strlen({{ text }}) = length({{ text }}) and not ends_with({{ text }}, ' ')
            and not contains({{ text }}, chr(0))
            then {{ text }}
        else {{ retensi.default__trimmed(text) }}
    end
{%- endmacro %}

{% macro postgres__trimmed(text) -%}
    btrim({{ text }}, E'{{ retensi.space_characters() }}')
{%- endmacro %}

{% macro spark__trimmed(text) -%}
    btrim(replace({{ text }}, '\u0000', '\ufffd'), '{{ retensi.space_characters() }}')
{%- endmacro %}

{#- The space characters of Unicode (its category Zs), as escapes in a text literal. -#}
{% macro space_characters() -%}
    \u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000
{%- endmacro %}
