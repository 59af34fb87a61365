{#-
    What a mapping of tables says, as dbt's plugin of retensi read it (dbt_retensi): a dict of `path`, `problems` and
    `inputs`, whose parts retensi/front_door/tables.py describes.
-#}
{% macro mapped_tables() %}
    {% set place = retensi.input_place() %}
    {% set said = fromjson(env_var('RETENSI_MAPPING_READ', '{}')) %}
    {% if said.path is not defined or said.path | string != place.mapping | string %}
        {% do return({'path': place.mapping, 'inputs': {}, 'problems': [
            place.says.mapping ~ ' is ' ~ place.mapping ~ ', but nothing read it; expected the Python package retensi, which'
            ~ ' reads it for dbt; install it where dbt runs (docs/own_data.md), or give the inputs the columns of the contract'
        ]}) %}
    {% endif %}
    {% do return(said) %}
{% endmacro %}

{#- The parts of an input that a mapping takes from tables, as input_source() has them. -#}
{% macro mapped_parts(input) %}
    {% set parts = [] %}
    {% for said in retensi.mapped_tables().inputs.get(input, []) %}
        {% do parts.append(retensi.mapped_table_part(input, said)) %}
    {% endfor %}
    {% do return(parts) %}
{% endmacro %}

{#-
    A table as a mapping reads it: the columns it gives, then those of the table as they came, all of them text. What the
    mapping names and the database does not have is in `mapping_problems`, sentences with the line of the mapping.
-#}
{% macro mapped_table_part(input, said) %}
    {% set part = {
        'name': said.table, 'format': 'mapped', 'is_table': true, 'is_regular': true, 'problem': none, 'mapping_problems': [],
        'mapping': said.mapping, 'prefixes': said.prefixes, 'amounts': said.amounts, 'columns': {}, 'relation': '( select 1 as nothing ) as mapped',
    } %}
    {% set relation = adapter.get_relation(
        database=said.database or target.database, schema=said.schema, identifier=said.identifier
    ) %}
    {% if relation is none %}
        {% set there = retensi.tables_of_schema(said.database or target.database, said.schema) %}
        {% do part.mapping_problems.append(
            said.at ~ ': no table ' ~ said.table ~ ' that this role may see; the schema ' ~ said.schema ~ ' has '
            ~ (there[:20] | join(', ') if there else 'none') ~ '; mend the name'
        ) %}
        {% do return(part) %}
    {% endif %}
    {% set columns = {} %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% do columns.update({column.name: column.dtype | upper}) %}
    {% endfor %}
    {% set names = {} %}
    {% for name in columns %}{% do names.update({name | lower: name}) %}{% endfor %}
    {% for wanted in said.wanted if wanted.name | lower not in names %}
        {% do part.mapping_problems.append(
            wanted.at ~ ": no column '" ~ wanted.name ~ "' in " ~ said.table ~ '; found: ' ~ columns.keys() | join(', ')
            ~ '; mend the name'
        ) %}
    {% endfor %}
    {% if part.mapping_problems %}
        {% do return(part) %}
    {% endif %}
    {#- For who looks at what came, as parts of files have it. #}
    {% do part.update({
        'name': relation | string, 'file': {'columns': columns}, 'source': {'key': said.key, 'table': said.table},
        'used': said.wanted | map(attribute='name') | list,
    }) %}
    {#- Columns of the table stay beside those of the contract, under names that are free. #}
    {% set taken = retensi.input_contract()[input].columns.keys() | list + said.columns + retensi.own_names() %}
    {% set extra = [] %}
    {% for name in columns %}
        {% set free = namespace(name=name) %}
        {% for _ in taken if free.name | lower in taken %}{% set free.name = free.name ~ '_received' %}{% endfor %}
        {% do taken.append(free.name | lower) %}
        {% do extra.append(free.name) %}
    {% endfor %}
    {% for name in said.columns + extra %}{% do part.columns.update({name: 'VARCHAR'}) %}{% endfor %}
    {% set chosen = [] %}
    {% for name in extra %}{% do chosen.append('x' ~ loop.index ~ ' as ' ~ retensi.quoted_name(name) ~ ', ') %}{% endfor %}
    {% set named = [] %}
    {% for name in extra %}{% do named.append('given.' ~ retensi.quoted_name(name) ~ ', ') %}{% endfor %}
    {% set given = {
        'rows': retensi.rows_as_text(relation, columns, names, said), 'extra': chosen | join, 'names': named | join
    } %}
    {% set sql = [] %}
    {% for piece in said.sql[target.type] %}
        {% do sql.append(piece if loop.index is odd else given[piece]) %}
    {% endfor %}
    {% do part.update({'relation': sql | join}) %}
    {% do return(part) %}
{% endmacro %}

{#-
    The rows of a table as texts: c1 and so on are the columns that the mapping wants, is_number_c1 says of each whether it
    is a number in the table, x1 and so on are all columns.
-#}
{% macro rows_as_text(relation, columns, names, said) -%}
    select
        {%- for wanted in said.wanted %}
        {%- set name = names[wanted.name | lower] %}
        {{ retensi.in_byte_order(retensi.column_as_text(name, columns[name])) }} as c{{ loop.index }},
        {{ 'true' if modules.re.match(retensi.number_types(), columns[name]) else 'false' }} as is_number_c{{ loop.index }},
        {%- endfor %}
        {%- for name, type in columns.items() %}
        {{ retensi.column_as_text(name, type) }} as x{{ loop.index }},
        {%- endfor %}
        {%- if said.has_place %}
        {%- set quoted = [] %}
        {%- for name in columns %}{% do quoted.append(retensi.quoted_name(name)) %}{% endfor %}
        {{ retensi.row_hash(quoted) }} as place,
        {%- endif %}
        cast(null as {{ dbt.type_string() }}) as unreadable
    from {{ relation }}
{%- endmacro %}

{#- A column of a table as text; a moment is written in UTC with its offset, so that no other zone is taken for its own. -#}
{% macro column_as_text(name, engine_type) -%}
    {%- set quoted = retensi.quoted_name(name) -%}
    {%- if 'WITH TIME ZONE' in engine_type or engine_type == 'TIMESTAMPTZ' -%}
        cast({{ quoted }} at time zone 'UTC' as {{ dbt.type_string() }}) || '+00:00'
    {%- else -%}
        cast({{ quoted }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{#- Types of numbers, as engines name them. -#}
{% macro number_types() -%}
    {{ return('^(DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|U?(BIG|SMALL|TINY|HUGE)?INT(?!ERVAL)|LONG|SHORT|BYTE)') }}
{%- endmacro %}
