{#- Text without the blanks around it: the space and the other space characters of Unicode, no tabs and line ends. -#}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'retensi')(text)) }}
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim({{ text }})
{%- endmacro %}

{% macro postgres__trimmed(text) -%}
    btrim({{ text }}, E'{{ retensi.space_characters() }}')
{%- endmacro %}

{% macro spark__trimmed(text) -%}
    btrim({{ text }}, '{{ retensi.space_characters() }}')
{%- endmacro %}

{#- The space characters of Unicode (its category Zs), as escapes in a text literal. -#}
{% macro space_characters() -%}
    \u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000
{%- endmacro %}
