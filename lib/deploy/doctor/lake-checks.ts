/** Checks of the lake's bucket: its policy, what lately went to errors/, and when the last records arrived. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { mapAnswer, valueOf, type Answer } from '../account/answer.ts';
import { bucketCalls, type BucketCalls } from '../account/bucket-calls.ts';
import { eventTypesOf } from '../glue/projection.ts';
import { errorsFolder } from '../config/lake-prefixes.ts';
import { destinationOf } from '../delivery/log-configuration.ts';
import { judged, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, remake, type Room, type Scope } from './scope.ts';
import { uploadChecks } from './upload-checks.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So far back arrivals are looked for. */
const DAYS_BACK = 8;
/** Error objects stay when they were redriven: older ones are no news. */
const ERROR_DAYS_BACK = 2;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const policyFindings = (policy: string): readonly Finding[] =>
    policy.includes('aws:SecureTransport')
        ? []
        : wrong('does not refuse what comes without TLS', asInTemplate('LakeBucketPolicy', 'the policy'));

/** The first answer that tells nothing stands for all. */
const together = <Value>(answers: readonly Answer<Value>[]): Answer<readonly Value[]> => {
    const values: Value[] = [];
    for (const answer of answers) {
        if (answer.kind !== 'found') return answer;
        values.push(answer.value);
    }
    return { kind: 'found', value: values };
};

/** How many error objects each type has of the last days; Firehose writes them below the hour. */
const errorsOf = async (
    calls: BucketCalls,
    { names, nowMs }: Scope,
    table: TableName,
): Promise<Answer<ReadonlyMap<string, number>>> => {
    const folder = errorsFolder(names.streams[table]);
    const types = await calls.list(names.lakeBucket, folder, { delimiter: '/' });
    if (types.kind !== 'found') return types;
    const since = dayOf(nowMs - ERROR_DAYS_BACK * DAY_MS).replaceAll('-', '/');
    const counts = await Promise.all(
        types.value.folders.map(async (type) =>
            mapAnswer(
                await calls.list(names.lakeBucket, type, { after: `${type}${since}` }),
                ({ objects }) => [type.slice(folder.length, -1), objects] as const,
            ),
        ),
    );
    return mapAnswer(together(counts), (all) => new Map(all.filter(([, count]) => count > 0)));
};

const errorChecks = async (calls: BucketCalls, scope: Scope, table: TableName): Promise<readonly Check[]> => {
    const folder = `s3://${scope.names.lakeBucket}/${errorsFolder(scope.names.streams[table])}`;
    return judged({ part: 'errors', name: folder }, await errorsOf(calls, scope, table), {
        fine: `none in the last ${ERROR_DAYS_BACK} days`,
        gone: remake(scope),
        findings: (counts) => {
            if (counts.size === 0) return [];
            const told = [...counts].map(
                ([type, count]) => `${count === 1000 ? 'a thousand or more' : count} of ${type}`,
            );
            return wrong(
                `error objects of the last ${ERROR_DAYS_BACK} days: ${told.join(', ')}`,
                `npm run -s lake -- redrive ${folder} shows them by reason, and sends what is good now.`,
            );
        },
    });
};

/** When the newest file of a pool and type came: of the last of the days' partitions, which has a thousand files at most. */
const newestOf = async (calls: BucketCalls, { names, nowMs }: Scope, prefix: string): Promise<Answer<number>> => {
    const days = await calls.list(names.lakeBucket, prefix, {
        after: `${prefix}dt=${dayOf(nowMs - DAYS_BACK * DAY_MS)}`,
        delimiter: '/',
    });
    const last = valueOf(days)?.folders.toSorted().at(-1);
    if (last === undefined) return mapAnswer(days, () => 0);
    return mapAnswer(await calls.list(names.lakeBucket, last), ({ newestAt }) => newestAt);
};

const arrivalOf = async (calls: BucketCalls, scope: Scope, table: TableName): Promise<Answer<number>> => {
    const prefixes = scope.config.pools.flatMap(({ id }) =>
        eventTypesOf(table).map((type) => `${table}/user_pool_id=${id}/event_type=${type}/`),
    );
    return mapAnswer(
        together(await Promise.all(prefixes.map(async (prefix) => newestOf(calls, scope, prefix)))),
        (all) => Math.max(0, ...all),
    );
};

/** The longest that a pool may be silent; null where no alarm is asked for. */
const silenceMs = ({ config }: Scope): number | null => {
    const hours = config.pools
        .filter((pool) => destinationOf(pool, 'user_activity') !== 'none')
        .map(({ silenceHours = config.silenceHours }) => silenceHours);
    const limits = hours.filter((hour) => hour !== 'none');
    return limits.length === 0 ? null : Math.max(...limits) * HOUR_MS;
};

const ARRIVING =
    'Sign in once, wait ten minutes, and run doctor again: where nothing comes, the checks above tell where the way is broken.';

/** Of notifications none is good news. */
const arrivalFindings = (scope: Scope, table: TableName, at: number): readonly Finding[] => {
    const limit = silenceMs(scope);
    if (table === 'user_notification' || limit === null) return [];
    if (at === 0) return [{ state: 'unknown', found: `nothing arrived in the last ${DAYS_BACK} days`, fix: ARRIVING }];
    const hours = Math.floor((scope.nowMs - at) / HOUR_MS);
    return scope.nowMs - at <= limit
        ? []
        : wrong(`nothing arrived for ${hours} hours, of ${limit / HOUR_MS} that the settings allow`, ARRIVING);
};

const arrivalChecks = async (calls: BucketCalls, scope: Scope, table: TableName): Promise<readonly Check[]> =>
    judged({ part: 'last arrival', name: table }, await arrivalOf(calls, scope, table), {
        fine: (at) => (at === 0 ? `none in the last ${DAYS_BACK} days` : new Date(at).toISOString()),
        gone: remake(scope),
        findings: (at) => arrivalFindings(scope, table, at),
    });

export const lakeChecks: Room = async (scope) => {
    const calls = await bucketCalls(scope.client);
    const name = scope.names.lakeBucket;
    const there = await calls.list(name, 'known_exceptions/');
    const bucket = judged({ part: 'lake bucket', name }, there, {
        fine: 'is there',
        gone: remake(scope),
        findings: () => [],
    });
    if (there.kind !== 'found') return bucket;
    const rest = await Promise.all([
        calls.policy(name).then((policy) =>
            judged({ part: 'lake bucket’s policy', name }, policy, {
                fine: 'TLS only',
                gone: asInTemplate('LakeBucketPolicy', 'the policy'),
                findings: policyFindings,
            }),
        ),
        uploadChecks(calls, scope),
        ...TABLE_NAMES.map(async (table) => errorChecks(calls, scope, table)),
        ...TABLE_NAMES.map(async (table) => arrivalChecks(calls, scope, table)),
    ]);
    return [...bucket, ...rest.flat()];
};
