/** What lake.config.yml may say: the only settings of the stack. */
import * as z from 'zod';
import { MAX_USER_POOL_ID_CHARACTERS, USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/** Where Cognito can export each source to: docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html. */
export const ACTIVITY_DESTINATIONS = ['firehose', 's3', 'cloudwatch', 'none'] as const;
export const NOTIFICATION_DESTINATIONS = ['cloudwatch', 'none'] as const;

/** An alarm looks back seven days at most: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html. */
const MAX_SILENCE_HOURS = 168;

/** Lambda takes 4 KB of environment in all (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html): the ids go into one variable. */
const MAX_IDS_BYTES = 3500;

/** A century: a lifecycle rule takes any positive number, a typing mistake should not. */
const MAX_DAYS = 36_500;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const KMS_KEY = /^arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:key\/[\w-]+$/;
/** A field whose every mistake has the same remedy. */
const oneOf = <const T extends readonly [string, ...string[]]>(words: T): z.ZodEnum<{ [K in T[number]]: K }> =>
    z.enum(words, { error: `write ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });

const wholeNumber = (least: number, most: number, what: string): z.ZodNumber => {
    const error = `write ${what}: a whole number from ${least} to ${most}`;
    return z.int({ error }).min(least, { error }).max(most, { error });
};

/** A whole number, or a word that stands for the absence of one. */
const wholeNumberOr = <const W extends string>(
    word: W,
    most: number,
    what: string,
): z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<W>]> => {
    const error = `write ${what}, a whole number from 1 to ${most}, or ${word}`;
    return z.union([z.int({ error }).min(1, { error }).max(most, { error }), z.literal(word)], { error });
};

const days = wholeNumber(1, MAX_DAYS, 'days');
const silenceHours = wholeNumberOr('none', MAX_SILENCE_HOURS, 'hours');
const yesOrNo = z.boolean({ error: 'write true or false' });

const isPoolId = (id: string): boolean =>
    USER_POOL_ID.test(id) && id.length <= MAX_USER_POOL_ID_CHARACTERS && REGION.test(regionOfPool(id));
const poolId = z.string({ error: "write the pool's id, such as us-west-2_aB3dE5gH7" }).refine(isPoolId, {
    error: "write the pool's id as Cognito shows it, its region first, such as us-west-2_aB3dE5gH7",
});

const pool = z.strictObject(
    {
        id: poolId,
        userActivity: oneOf(ACTIVITY_DESTINATIONS),
        userNotification: oneOf(NOTIFICATION_DESTINATIONS),
        ours: yesOrNo.default(true),
        silenceHours: silenceHours.optional(),
    },
    { error: 'write a pool as id, userActivity and userNotification' },
);

const bucket = z
    .string({ error: 'write the name of a bucket' })
    .regex(BUCKET, { error: 'write the name of a bucket, not its ARN or address' });
const keyError = 'write aws-owned or the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID (an alias is not enough)';
const emailError = 'write an e-mail address or none';

/** Of EventBridge Scheduler: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html. More often than hourly, Athena would be asked for nothing new. */
const SCHEDULE =
    /^(?:rate\([1-9]\d{0,3} (?:hours?|days?)\)|cron\((?:[^\s()]+ ){2}(?:\? [^\s()]+ [^\s()?]+|[^\s()?]+ [^\s()]+ \?) [^\s()]+\))$/;
const scheduleError = 'write when it runs, in UTC: rate(1 day), or cron(0 6 * * ? *) for six in the morning';

const questionError = 'write the name of a question, or its name and values';
const questionValue = z.union([z.string(), z.number(), z.array(z.string())], {
    error: 'write a text, a number or a list of texts',
});
const question = z.union(
    [z.string(), z.strictObject({ name: z.string(), values: z.record(z.string(), questionValue) })],
    { error: questionError },
);

/** The report function; without it there is none. */
const report = z.strictObject(
    {
        schedule: z.string({ error: scheduleError }).regex(SCHEDULE, { error: scheduleError }),
        email: z.union([z.literal('none'), z.email({ error: emailError })], { error: emailError }),
        questions: z
            .array(question, { error: 'write a list of questions; without it those of severity high are asked' })
            .min(1, { error: 'write at least one question, or leave the list out' })
            .optional(),
        quietHours: wholeNumber(0, 87_600, 'hours').default(192),
        maxMessages: wholeNumber(1, 1000, 'messages').default(20),
    },
    { error: 'write a report as schedule and email' },
);

type Check = z.core.ParsePayload<{ pools: readonly { id: string }[]; encryption: string }>;

const addIssue = ({ issues, value }: Check, path: (string | number)[], message: string): void => {
    issues.push({ code: 'custom', input: value, path, message });
};

const checkPools = (check: Check): void => {
    const ids = check.value.pools.map(({ id }) => id);
    const region = regionOfPool(ids.find(isPoolId) ?? '');
    for (const [index, id] of ids.entries()) {
        const path = ['pools', index, 'id'];
        if (ids.indexOf(id) < index) addIssue(check, path, 'stands in the list twice: leave one');
        if (isPoolId(id) && regionOfPool(id) !== region)
            addIssue(
                check,
                path,
                `is not in ${region} like the first: a stack is in one region, put this pool into a file of its own`,
            );
    }
    if (ids.join().length > MAX_IDS_BYTES)
        addIssue(
            check,
            ['pools'],
            `has more ids than fit in ${MAX_IDS_BYTES} characters: put some pools into a stack of their own`,
        );
};

const checkKey = (check: Check): void => {
    const keyRegion = KMS_KEY.exec(check.value.encryption)?.[1];
    const region = regionOfPool(check.value.pools[0]?.id ?? '');
    if (keyRegion !== undefined && keyRegion !== region)
        addIssue(
            check,
            ['encryption'],
            `is a key of ${keyRegion}, the pools are in ${region}: name a key of ${region}`,
        );
};

export const lakeConfig = z
    .strictObject(
        {
            pools: z
                .array(pool, { error: 'write a list of pools, each with id, userActivity and userNotification' })
                .min(1, { error: 'write at least one pool' }),
            retentionDays: z.strictObject(
                {
                    lake: wholeNumberOr('forever', MAX_DAYS, 'days'),
                    raw: days,
                    errors: days,
                    results: days,
                    exports: days,
                },
                { error: 'write days for lake, raw, errors, results and exports' },
            ),
            rawBackup: yesOrNo,
            encryption: z.union([z.literal('aws-owned'), z.string().regex(KMS_KEY, { error: keyError })], {
                error: keyError,
            }),
            alarmEmail: z.union([z.literal('none'), z.email({ error: emailError })], { error: emailError }),
            queryCutOffGb: wholeNumber(1, 100_000, 'gigabytes'),
            silenceHours,
            report: report.optional(),
            existingLakeBucket: bucket.optional(),
            existingExportBucket: bucket.optional(),
        },
        { error: 'write settings as in lake.config.example.yml' },
    )
    .check(checkPools, checkKey);

export type LakeConfig = z.infer<typeof lakeConfig>;
export type ReportConfig = NonNullable<LakeConfig['report']>;
export type Pool = LakeConfig['pools'][number];

/** The region of the stack. */
export const regionOf = ({ pools }: Pick<LakeConfig, 'pools'>): string =>
    regionOfPool(
        pools
            .slice(0, 1)
            .map(({ id }) => id)
            .join(''),
    );

/** The customer's key, or null where AWS's own are used. */
export const keyOf = ({ encryption }: Pick<LakeConfig, 'encryption'>): string | null =>
    encryption === 'aws-owned' ? null : encryption;
