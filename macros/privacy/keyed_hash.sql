{#-
    A hash of a text that nobody can compute without the key of this warehouse: 64 hexadecimal digits, null for null.
    A hash within a hash as in HMAC, each over a block of key material first; retensi/keys.py does the same in Python.
    The key comes with the session. What is compiled, logged or kept as a view only says where the session has it.
-#}
{% macro keyed_hash(text) -%}
    {{ return(adapter.dispatch('keyed_hash', 'retensi')(text)) }}
{%- endmacro %}

{#- Where the session has no key the query is refused: a hash without one would look like any other. -#}
{% macro duckdb__keyed_hash(text) -%}
    case
        when getvariable('retensi_hash_key') is null
            then cast(error('this session has no key to hash mail addresses with') as varchar)
        else sha256({{ retensi.key_block('outer') }} || sha256({{ retensi.key_block('inner') }} || {{ text }}))
    end
{%- endmacro %}

{% macro postgres__keyed_hash(text) -%}
    encode(sha256(convert_to(
        {{ retensi.key_block('outer') }}
        || encode(sha256(convert_to({{ retensi.key_block('inner') }} || {{ text }}, 'UTF8')), 'hex'),
        'UTF8'
    )), 'hex')
{%- endmacro %}

{% macro spark__keyed_hash(text) -%}
    sha2({{ retensi.key_block('outer') }} || sha2({{ retensi.key_block('inner') }} || {{ text }}, 256), 256)
{%- endmacro %}

{#- The key material that goes before a text, `inner` or `outer`: a hash of the key that the session has. -#}
{% macro key_block(name) -%}
    {{ return(adapter.dispatch('key_block', 'retensi')(name)) }}
{%- endmacro %}

{#- Set by retensi/duckdb_plugin.py, or by `settings` of a profile. -#}
{% macro duckdb__key_block(name) -%}
    sha256('{{ name }}:' || getvariable('retensi_hash_key'))
{%- endmacro %}

{#- Set by PGOPTIONS. In a query of its own, which is run once and not for each row. -#}
{% macro postgres__key_block(name) -%}
    (select encode(sha256(convert_to('{{ name }}:' || current_setting('retensi.hash_key'), 'UTF8')), 'hex'))
{%- endmacro %}

{#- Set by server_side_parameters in profiles.yml; Spark puts it in when it reads the statement. -#}
{% macro spark__key_block(name) -%}
    sha2('{{ name }}:${retensi.hash_key}', 256)
{%- endmacro %}
