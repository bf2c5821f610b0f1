/** The lake for bench:queries: ten million attempts in a year of eight pools, or its last days. Written once into the cache. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { TABLES, type Column, type TableName } from '../schemas/columns.ts';

const ATTEMPTS_A_YEAR = 10_000_000;
export const DAYS_A_YEAR = 365;
const LAST_DAY = '2025-12-31';

export const attemptsIn = (days: number): number => Math.round((ATTEMPTS_A_YEAR * days) / DAYS_A_YEAR);

/** The pools, with their share of the attempts in percent and their number of users. */
export const POOLS = [
    { id: 'us-west-2_BENCHA', percent: 30, users: 150_000 },
    { id: 'us-west-2_BENCHB', percent: 20, users: 100_000 },
    { id: 'us-west-2_BENCHC', percent: 15, users: 50_000 },
    { id: 'us-west-2_BENCHD', percent: 12, users: 50_000 },
    { id: 'us-west-2_BENCHE', percent: 9, users: 30_000 },
    { id: 'us-west-2_BENCHF', percent: 6, users: 20_000 },
    { id: 'us-west-2_BENCHG', percent: 5, users: 10_000 },
    { id: 'us-west-2_BENCHH', percent: 3, users: 1_000 },
] as const;

/** Change it with the SQL below: a lake of another version is not used. */
const VERSION = 1;

const MONTHS = 12;

/**
 * u: a pseudo-random number from 0 to 1, from a hash and a salt. One attempt in a hundred is part of an attack: few IP
 * addresses, any user, a failure.
 */
const MACROS = `
create or replace macro u(h, salt) as (hash(h, salt) % 1000000) / 1e6;
create or replace macro home(x, n) as '198.18.' || (hash(x, n) % 200)::varchar || '.' || (hash(n, x) % 250)::varchar;
`;

const daysSql = (days: number): string =>
    `generate_series(date '${LAST_DAY}' - ${days - 1}, date '${LAST_DAY}', interval 1 day) as d(day)`;

const attemptsSql = ({ id, percent, users }: (typeof POOLS)[number], month: number, days: number): string => `
with attempts as (
    select '${id}' as user_pool_id, d.day::date as day, hash('${id}', d.day::date, k) as h,
        day + to_milliseconds(((u(h, 1) + u(h, 2)) / 2 * 86399000)::bigint) as started,
        k % 100 = 0 as is_attack,
        case when is_attack then (u(h, 3) * ${users})::int else (pow(u(h, 3), 2) * ${users})::int end as user_no,
        case
            when is_attack or u(h, 4) < 0.92 then 'SignIn'
            when u(h, 4) < 0.95 then 'SignUp'
            when u(h, 4) < 0.97 then 'ForgotPassword'
            when u(h, 4) < 0.98 then 'PasswordChange'
            else 'ResendCode'
        end as event_type,
        case when is_attack or u(h, 5) < 0.09 then 'Fail' when u(h, 5) < 0.12 then 'Open' else 'Pass' end as outcome,
        event_type = 'SignIn' and user_no % 4 = 0 as has_mfa,
        (user_no * 7919) % 20 as city_no
    from ${daysSql(days)}
    cross join range(${Math.round((attemptsIn(1) * percent) / 100)}) as r(k)
    where month(d.day) = ${month}
),
records as (
    select *, unnest(case when outcome = 'Open' then [0] when has_mfa or u(h, 6) < 0.5 then [0, 1] else [1] end) as step
    from attempts
)
select md5(h::varchar || step::varchar) as record_id,
    started + to_seconds(1 + step * 8) as event_at, 'event' as event_at_source,
    started as started_at, started + to_seconds(10 + step * 8) as arrived_at,
    md5(h::varchar) as event_id, event_type as event_type_raw,
    case when step = 0 then 'InProgress' else outcome end as event_response,
    case
        when is_attack or u(h, 7) < 0.01 then 'High'
        when u(h, 7) < 0.05 then 'Medium'
        when u(h, 7) < 0.2 then 'Low'
    end as risk_level,
    case when u(h, 7) < 0.01 then 'Block' when u(h, 7) < 0.03 then 'AccountTakeover' else 'NoRisk' end as risk_decision,
    'PASS' as risk_decision_raw,
    case
        when event_type <> 'SignIn' then null
        when step = 1 and has_mfa then ['Password', 'Mfa']
        else ['Password']
    end as challenge_names,
    case
        when event_type <> 'SignIn' then null
        when step = 1 and has_mfa then ['Success', if(outcome = 'Fail', 'Failure', 'Success')]
        else [if(outcome = 'Fail' and not has_mfa, 'Failure', 'Success')]
    end as challenge_results,
    u(h, 8) < 0.002 as compromised_credential_detected, u(h, 9) < 0.97 as has_context_data,
    if(is_attack and u(h, 10) < 0.3, null, md5('${id}' || user_no::varchar)) as user_sub,
    'user' || user_no::varchar as user_name,
    'client' || (user_no % 5)::varchar as client_id, if(user_no % 11 = 0, 'Corp', null) as idp_name,
    md5(h::varchar) as request_id,
    case
        when is_attack then '203.0.113.' || (hash(day, h % 5) % 250)::varchar
        when u(h, 11) < 0.1 then '192.0.2.' || (user_no % 200)::varchar
        else home(user_no, (h % 2)::int)
    end as ip_address,
    'Chrome ' || (120 + user_no % 15)::varchar || ', '
        || ['Windows 10', 'Mac OS X', 'Android', 'iOS'][1 + (user_no + if(u(h, 13) < 0.05, 1, 0)) % 4] as device_name,
    ['Seattle', 'Denver', 'Chicago', 'Toronto', 'Bogotá', 'Lisbon', 'London', 'Dublin', 'Madrid', 'Paris', 'Zürich',
        'Berlin', 'Warsaw', 'Oslo', 'Rome', 'Athens', 'Cairo', 'Mumbai', 'Tokyo', 'Sydney'
    ][1 + if(u(h, 12) < 0.02, (city_no + 7) % 20, city_no)] as city,
    ['United States', 'United States', 'United States', 'Canada', 'Colombia', 'Portugal', 'United Kingdom', 'Ireland',
        'Spain', 'France', 'Switzerland', 'Germany', 'Poland', 'Norway', 'Italy', 'Greece', 'Egypt', 'India', 'Japan',
        'Australia'
    ][1 + if(u(h, 12) < 0.02, (city_no + 7) % 20, city_no)] as country,
    if(u(h, 14) < 0.001, if(u(h, 15) < 0.5, 'Valid', 'Invalid'), null) as feedback_value,
    null as feedback_provider, null as feedback_at,
    'INFO' as log_level, '1' as log_version, 'USER_AUTH_EVENTS' as event_source, 'firehose' as ingest_path,
    if(u(h, 16) < 0.01, ['message.newField'], null) as extra_names,
    if(u(h, 16) < 0.01, ['x'], null) as extra_values,
    user_pool_id, event_type, strftime(day, '%Y-%m-%d') as dt
from records`;

const errorsSql = ({ id, percent }: (typeof POOLS)[number], days: number): string => `
select md5('${id}' || k::varchar || day::varchar) as record_id,
    day + to_milliseconds((u(k, day) * 86399000)::bigint) as event_at, 'event' as event_at_source,
    event_at + interval 5 second as arrived_at,
    ['SmsSpendLimit', 'OptedOut', 'Throttled', 'Unclassified'][1 + k % 4] as error_class,
    if(k % 3 = 0, 'email', 'sms') as channel,
    'Error ' || k::varchar as details, 'Error of kind ' || (k % 20)::varchar as details_pattern,
    'ERROR' as log_level, 'USER_NOTIFICATION' as event_source, 'cloudwatch_logs' as ingest_path,
    null as extra_names, null as extra_values,
    '${id}' as user_pool_id, 'DeliveryError' as event_type, strftime(day, '%Y-%m-%d') as dt
from ${daysSql(days)}
cross join range(${percent * 5}) as r(k)`;

const TYPES = {
    string: 'varchar',
    timestamp: 'timestamp_ms',
    boolean: 'boolean',
    'array<string>': 'varchar[]',
} as const;

const copyTo = async (
    connection: DuckDBConnection,
    folder: string,
    table: TableName,
    select: string,
): Promise<void> => {
    const columns: readonly Column[] = TABLES[table];
    const typed = columns.map(({ name, type }) => `cast(${name} as ${TYPES[type]}) as ${name}`).join(', ');
    await connection.run(`copy (select ${typed}, user_pool_id, event_type, dt from (${select}))
        to '${join(folder, table)}' (format parquet, compression zstd, append true,
        partition_by (user_pool_id, event_type, dt), filename_pattern 'bench-{uuid}')`);
};

const writeLake = async (folder: string, days: number, report: (line: string) => void): Promise<void> => {
    const instance = await DuckDBInstance.create(':memory:', {
        memory_limit: '3GB',
        preserve_insertion_order: 'false',
    });
    const connection = await instance.connect();
    await connection.run(MACROS);
    for (const pool of POOLS) {
        for (let month = 1; month <= MONTHS; month++)
            await copyTo(connection, folder, 'user_activity', attemptsSql(pool, month, days));
        await copyTo(connection, folder, 'user_notification', errorsSql(pool, days));
        report(`wrote ${pool.id}`);
    }
    connection.closeSync();
    instance.closeSync();
};

/** The folder of the lake of the last `days` of the year. Writes it if it is not in the cache, and reports each pool. */
export const openBenchLake = async (days: number, report: (line: string) => void): Promise<string> => {
    const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cognito-log-lake');
    const folder = join(cache, `query-lake-${VERSION}-${attemptsIn(days)}`);
    if (existsSync(folder)) return folder;
    const part = `${folder}.part-${process.pid}`;
    mkdirSync(part, { recursive: true, mode: 0o700 });
    try {
        await writeLake(part, days, report);
        renameSync(part, folder);
    } catch (error) {
        rmSync(part, { recursive: true, force: true });
        throw error;
    }
    return folder;
};
