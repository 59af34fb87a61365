{#-
    A hash of all that history is computed with besides the rows: vars, reference seeds, the shape of the inputs, and
    the project's own SQL, the people to be forgotten and the key. Where it differs from that of the last build, everything is built anew. as_of is not part
    of it: that it moved is worked in for those whom it concerns.
-#}
{% macro settings_of_history() -%}
    {%- set said = ['inputs=' ~ retensi.input_place()] %}
    {%- for name in retensi.vars_of_history() %}{% do said.append(name ~ '=' ~ var(name, none)) %}{% endfor %}
    {%- for input in retensi.input_contract() %}{% do said.append(input ~ retensi.shape_of_input(input)) %}{% endfor %}
    {%- for node in graph.nodes.values() if node.package_name == 'retensi' and node.resource_type == 'model' %}
        {%- do said.append(node.unique_id ~ node.checksum.checksum ~ node.config.materialized) %}
        {%- for parent in node.depends_on.nodes if parent.startswith('seed.') and '.demo_' not in parent
            and parent.split('.')[-1] not in retensi.seeds_without_history() %}
            {%- do said.append(parent ~ graph.nodes[parent].checksum.checksum) %}
        {%- endfor %}
    {%- endfor %}
    {%- for name, macro in context['retensi'].items() if macro.macro is defined %}
        {%- do said.append(name ~ local_md5(macro.macro.macro_sql)) %}
    {%- endfor %}
    {#- Views name the database, which DuckDB calls after its file: under another name none of them can be read. #}
    {%- do said.append('database=' ~ retensi.state_relation('history_state').database) %}
    {%- do said.append('people to be forgotten=' ~ retensi.erased_now() ~ ' key=' ~ retensi.hash_key_check()) %}
    {{- return(local_md5(said | unique | sort | join('\n'))) }}
{%- endmacro %}

{#- Reference seeds that no history is computed with: another plan or split restates nothing. -#}
{% macro seeds_without_history() -%}
    {{- return(['calendar_events', 'cohort_attributes', 'kpi_targets']) }}
{%- endmacro %}

{#- The vars that history depends on: all but as_of and those that only say when to warn or refuse. -#}
{% macro vars_of_history() -%}
    {{- return(retensi.known_vars() | selectattr('in_history', 'defined') | map(attribute='name') | list) }}
{%- endmacro %}

{#- Where an input comes from, each column that comes with its types, and what a mapping says; a new file that fits in changes nothing. -#}
{% macro shape_of_input(input) -%}
    {%- set source = retensi.input_source(input) %}
    {%- set columns = [] %}
    {%- for part in source.parts %}
        {%- for name, type in part.columns.items() %}{% do columns.append(name ~ ' ' ~ type) %}{% endfor %}
        {%- if part.mapping is defined %}{% do columns.append('mapping ' ~ part.mapping) %}{% endif %}
    {%- endfor %}
    {{- return(source.kind ~ (columns | unique | sort | join(','))) }}
{%- endmacro %}
