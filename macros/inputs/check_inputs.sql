{#-
    Before any model runs: a missing required input, a file that cannot be read, a missing required column or a column
    of the wrong type stops the build with one message that names all of them.
-#}
{% macro check_inputs() %}
    {#- What is referred to must be seen while dbt parses, too. #}
    {% do retensi.has_input_relations() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] %}
        {% do return('') %}
    {% endif %}
    {% do retensi.remember_landed_files() %}
    {% set problems = [] %}
    {% set place = retensi.input_place() %}
    {% if place.path is not none and not retensi.folder_exists(place.path) %}
        {% do exceptions.raise_compiler_error(
            'The inputs cannot be used. Nothing was built.\n  - ' ~ place.says.path ~ ' is ' ~ place.path
            ~ ', but there is no such folder; paths are relative to the folder dbt runs in'
        ) %}
    {% endif %}
    {% set mapping_problems = retensi.mapping_problems(place) %}
    {% if mapping_problems %}
        {% do exceptions.raise_compiler_error(
            'The mapping of the inputs cannot be used (see docs/own_data.md). Nothing was built.\n  - '
            ~ mapping_problems | join('\n  - ')
        ) %}
    {% endif %}
    {% for input, contract in retensi.input_contract().items() %}
        {% set source = retensi.input_source(input) %}
        {% if source.kind == 'absent' and contract.get('is_required') %}
            {% do problems.append(input ~ ': required, but nothing was found; expected ' ~ (
                place.path ~ '/' ~ input ~ '.csv (or .parquet, .json, or a folder ' ~ input ~ '/ of such files)'
                if place.path is not none
                else 'a ref() to a model in default__input_relation()' if retensi.has_input_relations()
                else 'a source of ' ~ place.mapping ~ ' that gives it' if place.mapping is not none
                else 'a table ' ~ place.schema ~ '.' ~ input
            )) %}
        {% endif %}
        {#- A model of another project is looked at when it is built anew, by received_rows(). #}
        {% for part in source.parts if source.kind != 'model' %}
            {% for problem in retensi.part_problems(contract, part) %}
                {% do problems.append(input ~ ': ' ~ part.name ~ ' ' ~ problem) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% if place.path is not none %}
        {% for name in retensi.landed_files(place.path) if name not in retensi.input_contract() %}
            {% do exceptions.warn(
                place.path ~ '/' ~ name ~ ' is not read: no input has this name; the inputs are '
                ~ (retensi.input_contract().keys() | join(', '))
            ) %}
        {% endfor %}
    {% endif %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(
            'The inputs cannot be used (see docs/input_contract.md). Nothing was built.\n  - ' ~ problems | join('\n  - ')
        ) %}
    {% endif %}
{% endmacro %}

{#- What keeps the mapping of files or tables from being used, as sentences; none where there is no mapping. -#}
{% macro mapping_problems(place) %}
    {% if retensi.has_input_relations() %}
        {% do return([]) %}
    {% elif place.path is not none %}
        {% do return(retensi.landed_files(place.path).get('retensi.yml', []) | map(attribute='problem') | list) %}
    {% endif %}
    {% set problems = retensi.mapped_tables().problems | list if place.mapping is not none else [] %}
    {% for input in retensi.input_contract() if place.mapping is not none %}
        {% for part in retensi.mapped_parts(input) %}{% do problems.extend(part.mapping_problems) %}{% endfor %}
    {% endfor %}
    {% do return(problems | unique | list) %}
{% endmacro %}

{#- What keeps one file or table from being used, as sentences that follow its name. -#}
{% macro part_problems(contract, part) %}
    {% if part.problem %}
        {% do return([part.problem]) %}
    {% endif %}
    {% set problems = [] %}
    {% set came = {} %}
    {% for name, type in part.columns.items() %}
        {% do came.update({name | lower: type}) %}
    {% endfor %}
    {% set has_rows = part.format != 'json' or part.columns %}
    {% set missing = contract.required | reject('in', came) | list if has_rows else [] %}
    {% set lacks = [] %}
    {% if missing %}
        {% do lacks.append(
            'no column' ~ ('s ' if missing | length > 1 else ' ') ~ missing | join(', ')
            ~ (', which are required' if missing | length > 1 else ', which is required')
        ) %}
    {% endif %}
    {% for any_of in contract.get('required_any', []) if has_rows and not came.keys() | select('in', any_of) | list %}
        {% do lacks.append('none of the columns ' ~ any_of | join(', ') ~ ', of which one is required') %}
    {% endfor %}
    {% if lacks %}
        {% do problems.append(
            'has ' ~ lacks | join(', and ') ~ '; found: ' ~ part.columns.keys() | join(', ') ~ '; rename or add what is missing'
        ) %}
    {% endif %}
    {% for column, type in contract.columns.items() if part.format in ['parquet', 'table'] and column in came %}
        {% if not retensi.is_usable_type(came[column], type) %}
            {% do problems.append(
                'has column ' ~ column ~ ' of type ' ~ came[column] ~ '; expected ' ~ type ~ '; cast it before landing'
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(problems) %}
{% endmacro %}

{#-
    Whether a column of an engine's type can hold a type of the contract. Parquet files and tables say what they hold,
    so text there is no number and no time. Whole numbers are keys too, also as decimals without decimal places.
-#}
{% macro is_usable_type(engine_type, type) %}
    {% set whole = 'U?(BIG|SMALL|TINY|HUGE)?INT(?!ERVAL)|LONG|SHORT' %}
    {% set families = {
        'text': '^(VARCHAR|TEXT|STRING|CHAR|BPCHAR|UUID|ENUM|' ~ whole ~ '|(DECIMAL|NUMERIC)[(]\\d+, ?0[)]|"?NULL)',
        'timestamp': '^(TIMESTAMP|DATETIME|DATE|"?NULL)',
        'date': '^(TIMESTAMP|DATETIME|DATE|"?NULL)',
        'decimal': '^(DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|' ~ whole ~ '|"?NULL)',
        'integer': '^(DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|' ~ whole ~ '|"?NULL)',
        'boolean': '^(BOOL|"?NULL)',
    } %}
    {% set is_list = engine_type.endswith(']') %}
    {% do return(not is_list and modules.re.match(families[type], engine_type | upper) is not none) %}
{% endmacro %}
