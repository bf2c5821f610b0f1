/** Checks the lake bucket: policy, recent objects under errors/, and the time of the last records. */
import { ALLOWLIST_TABLE } from '../../../schemas/allowlist.ts';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { mapFound, foundValue, type LookupResult } from '../account/look-up-resource.ts';
import { bucketCalls, type BucketCalls } from '../account/bucket-calls.ts';
import { lakeBucketPlan } from '../buckets/bucket-plans.ts';
import { eventTypesOf } from '../glue/projection.ts';
import { errorsFolder } from '../config/lake-prefixes.ts';
import { destinationOf } from '../delivery/log-configuration.ts';
import { toStackChecks, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { applyFix, policyProblems } from './bucket-setting-checks.ts';
import { redeployFix, type StackChecker, type DoctorContext } from './doctor-context.ts';
import { uploadChecks } from './upload-checks.ts';
import { DAY_MS, HOUR_MS, dayOf } from '../../basics/days.ts';
import { commandName } from '../../basics/command-name.ts';

/** How far back the last record is searched. */
const DAYS_BACK = 8;
/** Error objects stay after a redrive, so older ones are ignored. */
const ERROR_DAYS_BACK = 2;

const lakeBucketPolicyProblems = (context: DoctorContext, policy: string): readonly StackProblem[] =>
    policy.includes('aws:SecureTransport')
        ? policyProblems(context, lakeBucketPlan(context.config, context.location).statements, policy)
        : toProblem('allows requests without TLS', applyFix(context));

/** All values, or the first result without one. */
const combineResults = <Value>(results: readonly LookupResult<Value>[]): LookupResult<readonly Value[]> => {
    const values: Value[] = [];
    for (const result of results) {
        if (result.kind !== 'found') return result;
        values.push(result.value);
    }
    return { kind: 'found', value: values };
};

/** Counts the error objects of the last days by type. Firehose writes them into a folder for each hour. */
const countErrorObjects = async (
    calls: BucketCalls,
    { names, nowMs }: DoctorContext,
    table: TableName,
): Promise<LookupResult<ReadonlyMap<string, number>>> => {
    const folder = errorsFolder(names.streams[table]);
    const types = await calls.list(names.lakeBucket, folder, { delimiter: '/' });
    if (types.kind !== 'found') return types;
    const since = dayOf(nowMs - ERROR_DAYS_BACK * DAY_MS).replaceAll('-', '/');
    const counts = await Promise.all(
        types.value.folders.map(async (type) =>
            mapFound(
                await calls.list(names.lakeBucket, type, { after: `${type}${since}` }),
                ({ objectCount }) => [type.slice(folder.length, -1), objectCount] as const,
            ),
        ),
    );
    return mapFound(combineResults(counts), (all) => new Map(all.filter(([, count]) => count > 0)));
};

const errorObjectChecks = async (
    calls: BucketCalls,
    context: DoctorContext,
    table: TableName,
): Promise<readonly StackCheck[]> => {
    const folder = `s3://${context.names.lakeBucket}/${errorsFolder(context.names.streams[table])}`;
    return toStackChecks({ part: 'errors', name: folder }, await countErrorObjects(calls, context, table), {
        passedMessage: `none in the last ${ERROR_DAYS_BACK} days`,
        fixIfMissing: redeployFix(context),
        findProblems: (counts) => {
            if (counts.size === 0) return [];
            const byType = [...counts].map(([type, count]) => `${count === 1000 ? '1,000 or more' : count} of ${type}`);
            return toProblem(
                `error objects in the last ${ERROR_DAYS_BACK} days: ${byType.join(', ')}`,
                `${commandName()} redrive ${folder} lists them by reason and re-sends the valid ones.`,
            );
        },
    });
};

/** The time of the newest file of a pool and type, from the newest day's partition (its first 1,000 files). */
const findNewestObject = async (
    calls: BucketCalls,
    { names, nowMs }: DoctorContext,
    prefix: string,
): Promise<LookupResult<number>> => {
    const days = await calls.list(names.lakeBucket, prefix, {
        after: `${prefix}dt=${dayOf(nowMs - DAYS_BACK * DAY_MS)}`,
        delimiter: '/',
    });
    const last = foundValue(days)?.folders.toSorted().at(-1);
    if (last === undefined) return mapFound(days, () => 0);
    return mapFound(await calls.list(names.lakeBucket, last), ({ newestAt }) => newestAt);
};

const findLastRecord = async (
    calls: BucketCalls,
    context: DoctorContext,
    table: TableName,
): Promise<LookupResult<number>> => {
    const prefixes = context.config.pools.flatMap(({ id }) =>
        eventTypesOf(table).map((type) => `${table}/user_pool_id=${id}/event_type=${type}/`),
    );
    return mapFound(
        combineResults(await Promise.all(prefixes.map(async (prefix) => findNewestObject(calls, context, prefix)))),
        (all) => Math.max(0, ...all),
    );
};

/** The longest silence that the config allows for any pool; null if no pool has a silence alarm. */
const maxSilenceMs = ({ config }: DoctorContext): number | null => {
    const hours = config.pools
        .filter((pool) => destinationOf(pool, 'user_activity') !== 'none')
        .map(({ silenceHours = config.silenceHours }) => silenceHours);
    const limits = hours.filter((hour) => hour !== 'none');
    return limits.length === 0 ? null : Math.max(...limits) * HOUR_MS;
};

const NO_RECORDS_FIX =
    'Sign in once, wait ten minutes, and run doctor again. If nothing arrives, look for a failed check above.';

/** No notifications means no delivery errors, so user_notification never fails. */
const lastRecordProblems = (context: DoctorContext, table: TableName, lastAt: number): readonly StackProblem[] => {
    const limit = maxSilenceMs(context);
    if (table === 'user_notification' || limit === null) return [];
    if (lastAt === 0)
        return [{ state: 'unknown', message: `no record in the last ${DAYS_BACK} days`, fix: NO_RECORDS_FIX }];
    const hours = Math.floor((context.nowMs - lastAt) / HOUR_MS);
    return context.nowMs - lastAt <= limit
        ? []
        : toProblem(`no record for ${hours} hours (the config allows ${limit / HOUR_MS})`, NO_RECORDS_FIX);
};

const lastRecordChecks = async (
    calls: BucketCalls,
    context: DoctorContext,
    table: TableName,
): Promise<readonly StackCheck[]> =>
    toStackChecks({ part: 'last record', name: table }, await findLastRecord(calls, context, table), {
        passedMessage: (at) => (at === 0 ? `none in the last ${DAYS_BACK} days` : new Date(at).toISOString()),
        fixIfMissing: redeployFix(context),
        findProblems: (at) => lastRecordProblems(context, table, at),
    });

export const lakeChecks: StackChecker = async (context) => {
    const calls = await bucketCalls(context.clientOptions);
    const name = context.names.lakeBucket;
    const listing = await calls.list(name, `${ALLOWLIST_TABLE}/`);
    const bucket = toStackChecks({ part: 'lake bucket', name }, listing, {
        passedMessage: 'exists',
        fixIfMissing: redeployFix(context),
        findProblems: () => [],
    });
    if (listing.kind !== 'found') return bucket;
    const rest = await Promise.all([
        calls.policy(name).then((policy) =>
            toStackChecks({ part: 'lake bucket’s policy', name }, policy, {
                passedMessage: 'TLS only',
                fixIfMissing: applyFix(context),
                findProblems: (found) => lakeBucketPolicyProblems(context, found),
            }),
        ),
        uploadChecks(calls, context),
        ...TABLE_NAMES.map(async (table) => errorObjectChecks(calls, context, table)),
        ...TABLE_NAMES.map(async (table) => lastRecordChecks(calls, context, table)),
    ]);
    return [...bucket, ...rest.flat()];
};
