{#-
    A table on DuckDB, made in the place of the one before and in one transaction: where it fails, that one stays. dbt's
    own way makes it under another name, renames both and drops the old one, which took a fifth of the processor time of
    a small build. A host project that has this one as a package goes dbt's way.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set existing = load_cached_relation(this) %}
    {%- set target_relation = this.incorporate(type='table') %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none %}
        {%- call statement('drop_former') %}drop {{ existing.type }} if exists {{ existing }}{% endcall %}
    {%- endif %}
    {%- call statement('main', language=model.language) -%}
        {{ create_table_as(False, target_relation, compiled_code, model.language) }}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
