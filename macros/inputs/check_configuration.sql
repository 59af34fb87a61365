{#- Before any model runs: a var with a value nobody can use stops the build with one message that names it. -#}
{% macro check_configuration() %}
    {% if not execute or flags.WHICH not in ['build', 'run'] %}
        {% do return('') %}
    {% endif %}
    {% set problems = [] %}
    {% if var('as_of') is not none and not retensi.is_day(var('as_of') | string) %}
        {% do problems.append('as_of is ' ~ var('as_of') ~ '; expected a day as YYYY-MM-DD') %}
    {% endif %}
    {% if var('input_path') is not none and var('input_schema') is not none %}
        {% do problems.append('input_path and input_schema are both set; expected one of them') %}
    {% endif %}
    {% if var('input_path') is not none and target.type != 'duckdb' %}
        {% do problems.append('input_path is set on target ' ~ target.name ~ '; files are read on DuckDB only, use input_schema') %}
    {% endif %}
    {% if modules.re.match('^[A-Z]{3}$', var('reporting_currency') | string) is none %}
        {% do problems.append('reporting_currency is ' ~ var('reporting_currency') ~ '; expected an ISO 4217 code such as USD') %}
    {% endif %}
    {% if var('reporting_timezone') | string not in modules.pytz.all_timezones_set %}
        {% do problems.append('reporting_timezone is ' ~ var('reporting_timezone') ~ '; expected an IANA name such as Asia/Jakarta') %}
    {% endif %}
    {% for rate in ['quarantine_limit', 'gross_margin_rate'] if not 0 <= var(rate) | float(-1) <= 1 %}
        {% do problems.append(rate ~ ' is ' ~ var(rate) ~ '; expected a share from 0 to 1') %}
    {% endfor %}
    {#- Without one, the pairs would grow with the square of the categories. #}
    {% if not 0.000001 <= var('category_pair_support') | float(-1) <= 1 %}
        {% do problems.append('category_pair_support is ' ~ var('category_pair_support') ~ '; expected a share from 0.000001 to 1') %}
    {% endif %}
    {% for number in [
        'at_risk_after_days', 'inactive_after_days', 'quiet_after_days', 'clv_horizon_days', 'clv_holdout_days',
        'points_valid_days', 'contact_days_ahead', 'contacts_per_week', 'channel_needs_messages',
        'attribution_window_days', 'advisory_min_purchases'
    ] if modules.re.match('^[0-9]+$', var(number) | string) is none %}
        {% do problems.append(number ~ ' is ' ~ var(number) ~ '; expected a whole number') %}
    {% endfor %}
    {% set paces = var('fresh_within_days', none) or {} %}
    {% if paces is not mapping or paces.values() | reject('integer') | list or paces.keys() | reject('in', retensi.input_contract()) | list %}
        {% do problems.append('fresh_within_days is ' ~ paces ~ '; expected whole numbers of days by input, such as {orders: 2}') %}
    {% endif %}
    {% if var('inactive_after_days') | int <= var('at_risk_after_days') | int %}
        {% do problems.append('inactive_after_days is ' ~ var('inactive_after_days') ~ '; expected more than at_risk_after_days (' ~ var('at_risk_after_days') ~ ')') %}
    {% endif %}
    {% if var('as_of_follows') not in ['all', 'purchases'] %}
        {% do problems.append('as_of_follows is ' ~ var('as_of_follows') ~ '; expected all or purchases') %}
    {% endif %}
    {% if var('quarantine_severity') not in ['error', 'warn'] %}
        {% do problems.append('quarantine_severity is ' ~ var('quarantine_severity') ~ '; expected error or warn') %}
    {% endif %}
    {% for number in ['quarantine_keep_days', 'contacts_per_day'] if var(number) is not none and modules.re.match('^[1-9][0-9]*$', var(number) | string) is none %}
        {% do problems.append(number ~ ' is ' ~ var(number) ~ '; expected a whole number from 1 on, or null') %}
    {% endfor %}
    {% if problems %}
        {% do exceptions.raise_compiler_error('The vars cannot be used. Nothing was built.\n  - ' ~ problems | join('\n  - ')) %}
    {% endif %}
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
