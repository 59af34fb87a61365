{#- Whether a value is of the type and within the bounds that a row of known_vars() asks for. Numbers as text are none. -#}
{% macro is_value_of_var(known, value) %}
    {% if value is none %}
        {% do return(known.may_be_null | default(false)) %}
    {% elif known.type == 'text' %}
        {% do return(value is string and value | trim != '') %}
    {% elif known.type == 'day' %}
        {% do return(retensi.is_day(value | string)) %}
    {% elif known.type == 'time zone' %}
        {% do return(value | string in modules.pytz.all_timezones_set) %}
    {% elif known.type == 'currency' %}
        {% do return(modules.re.match('^[A-Z]{3}$', value | string) is not none) %}
    {% elif known.type == 'region' %}
        {% do return(value is string and value in retensi.calling_codes()) %}
    {% elif known.type == 'choice' %}
        {% do return(value in known.choices) %}
    {% elif known.type == 'yes or no' %}
        {% do return(value is boolean) %}
    {% elif known.type == 'whole number' %}
        {% do return(value is integer and known.least <= value <= known.most) %}
    {% elif known.type == 'share' %}
        {% do return((value is integer or value is float) and known.least <= value <= known.most) %}
    {% elif known.type == 'days by input' and value is mapping %}
        {% for input, days in value.items() if input not in known.choices or days is not integer or not known.least <= days <= known.most %}
            {% do return(false) %}
        {% endfor %}
        {% do return(true) %}
    {% endif %}
    {% do return(false) %}
{% endmacro %}

{#- What a row of known_vars() asks for, in words. -#}
{% macro expected_of_var(known) %}
    {% set bounds = [] %}
    {% for bound in [known.least, known.most] if bound is defined %}
        {% do bounds.append(('%f' | format(bound)).rstrip('0').rstrip('.')) %}
    {% endfor %}
    {% set words = {
        'text': 'text',
        'day': 'a day as YYYY-MM-DD',
        'time zone': 'an IANA name such as Asia/Jakarta',
        'currency': 'an ISO 4217 code such as USD',
        'region': "an ISO 3166 region of two letters such as ID, 'NO' in quotes",
        'choice': known.choices | default([]) | join(' or '),
        'yes or no': 'true or false',
        'whole number': 'a whole number of ' ~ known.unit ~ ' from ' ~ bounds | join(' to '),
        'share': 'a share from ' ~ bounds | join(' to ') ~ ', written as 0.05',
        'days by input': 'whole numbers of days by input, such as {orders: 2}, for some of ' ~ known.choices | default([]) | join(', '),
    } %}
    {% do return(words[known.type] ~ (', or null' if known.may_be_null else '')) %}
{% endmacro %}

{#- Whether a text is a day of the calendar, YYYY-MM-DD. -#}
{% macro is_day(text) %}
    {% if modules.re.match('^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', text) is none %}
        {% do return(false) %}
    {% endif %}
    {% set year, month, day = text.split('-') | map('int') %}
    {% set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) %}
    {% do return(day <= (next_month - modules.datetime.timedelta(days=1)).day) %}
{% endmacro %}
