{#-
    What is wrong with the names of the vars that are set, on the command line or in dbt_project.yml. dbt passes over a name that
    nobody reads, so that a misspelt input_path would build the demo shop. Names under `vars: retensi:` are ours in any project.
    As the root project, every other name is to be one that an installed package declares. A project that has retensi as a package
    has vars of its own: it is warned of names within two letters of ours.
-#}
{% macro unknown_vars() %}
    {% set ours = retensi.known_vars() | map(attribute='name') | list %}
    {% set by_command = retensi.known_vars() | selectattr('command', 'defined') | map(attribute='name') | list %}
    {% set projects, root = adapter.config.load_dependencies(), adapter.config.project_name %}
    {% set declared, in_project, under_us, problems = [], [], [], [] %}
    {% for name, project in projects.items() if name != root %}
        {% set said = project.vars.to_dict() %}
        {% do declared.extend(said | list) %}
        {% if said[name] is mapping %}{% do declared.extend(said[name] | list) %}{% endif %}
    {% endfor %}
    {% for name, value in adapter.config.vars.to_dict().items() %}
        {% if name not in projects or value is not mapping %}
            {% do in_project.append(name) %}
        {% elif name == 'retensi' %}
            {% do under_us.extend(value | list) %}
        {% endif %}
    {% endfor %}

    {% for name in (in_project + under_us) | unique if name in by_command %}
        {% do problems.append(
            name ~ ' is set in dbt_project.yml, where dbt does not see it in time; expected in the command, --vars'
        ) %}
    {% endfor %}
    {% for name in (adapter.config.cli_vars | list + in_project + under_us) | unique if name not in ours %}
        {% set nearest = retensi.nearest_name(name | string, ours) %}
        {% set message = name ~ ' is set, but retensi has no var of this name; the nearest is ' ~ nearest %}
        {% if name in under_us or (root == 'retensi' and name not in declared) %}
            {% do problems.append(message) %}
        {% elif name not in declared and retensi.letters_apart(name | string, nearest) <= 2 %}
            {% do exceptions.warn(message ~ '. If it is not yours, correct it.') %}
        {% endif %}
    {% endfor %}
    {% do return(problems) %}
{% endmacro %}

{#- Of some names the one that is most like another: one that contains it or is part of it, else the fewest letters apart. -#}
{% macro nearest_name(name, names) %}
    {% set ranked = [] %}
    {% for known in names %}
        {% do ranked.append((0 if name | lower in known or known in name | lower else 1, retensi.letters_apart(name, known), known)) %}
    {% endfor %}
    {% do return((ranked | sort)[0][2]) %}
{% endmacro %}

{#- How many letters one name has to lose, gain or exchange to become the other (Levenshtein's distance). -#}
{% macro letters_apart(one, other) %}
    {% set rows = [range(other | length + 1) | list] %}
    {% for letter in one %}
        {% set above, row = rows[-1], [loop.index] %}
        {% for its in other %}
            {% do row.append([above[loop.index] + 1, row[-1] + 1, above[loop.index0] + (0 if letter == its else 1)] | min) %}
        {% endfor %}
        {% do rows.append(row) %}
    {% endfor %}
    {% do return(rows[-1][-1]) %}
{% endmacro %}
