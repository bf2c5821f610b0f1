-- duckdb-macros: Trino functions that DuckDB lacks or defines differently, so that the same SQL runs on both engines.
-- Each macro follows trino.io/docs/current/functions.html. test/athena/duckdb-macros.test.ts has the expected results.

-- Times. date_diff counts whole units (DuckDB's own counts crossed boundaries). strptime needs a constant format.
create or replace macro date_add(unit varchar, n, x date) as
    cast(x + case unit
        when 'day' then to_days(cast(n as integer))
        when 'week' then to_days(cast(7 * n as integer))
        when 'month' then to_months(cast(n as integer))
        when 'year' then to_months(cast(12 * n as integer))
    end as date),
    (unit varchar, n, x timestamp) as
    x + case unit
        when 'millisecond' then to_milliseconds(n)
        when 'second' then to_seconds(n)
        when 'minute' then to_minutes(n)
        when 'hour' then to_hours(n)
        when 'day' then to_days(cast(n as integer))
        when 'week' then to_days(cast(7 * n as integer))
        when 'month' then to_months(cast(n as integer))
        when 'year' then to_months(cast(12 * n as integer))
    end;
create or replace macro date_diff(unit, a, b) as date_sub(unit, a, b);
create or replace macro mysql_format(f) as
    replace(replace(replace(replace(replace(replace(f, '%M', '%B'), '%W', '%A'), '%i', '%M'), '%s', '%S'), '%T', '%H:%M:%S'), '%h', '%I');
create or replace macro date_format(x, f) as strftime(x, mysql_format(f));
create or replace macro date_parse(x, f) as
    case f
        when '%Y-%m-%d' then strptime(x, '%Y-%m-%d')
        when '%Y%m%d' then strptime(x, '%Y%m%d')
        when '%Y-%m-%d %H:%i' then strptime(x, '%Y-%m-%d %H:%M')
        when '%Y-%m-%d %H:%i:%s' then strptime(x, '%Y-%m-%d %H:%M:%S')
        when '%Y-%m-%d %H:%i:%s.%f' then strptime(x, '%Y-%m-%d %H:%M:%S.%f')
        else error('date_parse: format not supported by athena/duckdb-macros.sql: ' || f)
    end;
create or replace macro from_iso8601_timestamp(x) as cast(x as timestamp with time zone);
create or replace macro from_unixtime(x) as to_timestamp(x);
create or replace macro to_unixtime(x) as epoch(x);
create or replace macro day_of_week(x) as isodow(x);

-- Strings. concat with a NULL is NULL. regexp_replace replaces every match, and $1 is its first group.
create or replace macro concat(a, b) as a || b,
    (a, b, c) as a || b || c,
    (a, b, c, d) as a || b || c || d,
    (a, b, c, d, e) as a || b || c || d || e,
    (a, b, c, d, e, f) as a || b || c || d || e || f;
create or replace macro format(f, a) as printf(f, a),
    (f, a, b) as printf(f, a, b),
    (f, a, b, c) as printf(f, a, b, c),
    (f, a, b, c, d) as printf(f, a, b, c, d);
create or replace macro regexp_like(x, pattern) as regexp_matches(x, pattern);
create or replace macro regexp_replace(x, pattern) as system.main.regexp_replace(x, pattern, '', 'g'),
    (x, pattern, replacement) as system.main.regexp_replace(x, pattern, replace(replacement, '$', '\'), 'g');
create or replace macro url_extract_host(x) as
    nullif(regexp_extract(x, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]*)', 1), '');
create or replace macro json_extract_scalar(x, path) as
    case when json_type(x, path) not in ('OBJECT', 'ARRAY', 'NULL') then json_extract_string(x, path) end;

-- Arrays and maps.
create or replace macro array_join(x, separator) as array_to_string(x, separator);
create or replace macro cardinality(x) as len(x);
create or replace macro element_at(x, k) as x[k];
create or replace macro reverse(x varchar) as system.main.reverse(x),
    (x varchar[]) as list_reverse(x);
create or replace macro sequence(a bigint, b bigint) as generate_series(a, b),
    (a date, b date) as cast(generate_series(a, b, interval '1' day) as date[]),
    (a date, b date, step interval) as cast(generate_series(a, b, step) as date[]),
    (a timestamp, b timestamp, step interval) as generate_series(a, b, step);

-- Aggregates. They take no FILTER and no ORDER BY. count_if of only NULLs is 0; DuckDB's own returns NULL.
create or replace macro count_if(x) as count(*) filter (where x);
create or replace macro approx_distinct(x) as approx_count_distinct(x);
create or replace macro approx_percentile(x, p) as quantile_disc(x, p);
create or replace macro every(x) as bool_and(x);
create or replace macro map_agg(k, v) as map_from_entries(list(row(k, v)));
