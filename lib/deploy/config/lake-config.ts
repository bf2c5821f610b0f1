/** The schema of the config (lake.config.yml). */
import * as z from 'zod';
import { MAX_USER_POOL_ID_CHARACTERS, USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { companyKeys, logRetentionDays } from './company-keys.ts';
import { emailOrNone, MAX_DAYS, oneOf, wholeNumber, wholeNumberOr, yesOrNo } from './config-values.ts';
import { checkAnalystRoles, lakeFormationKeys } from './lake-formation-keys.ts';
import { reportSchema } from './report-config.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/**
 * Where Cognito can export each source to:
 * docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html.
 */
const ACTIVITY_DESTINATIONS = ['firehose', 's3', 'cloudwatch', 'none'] as const;
const NOTIFICATION_DESTINATIONS = ['cloudwatch', 'none'] as const;

/**
 * An alarm evaluates at most seven days:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
 */
const MAX_SILENCE_HOURS = 168;

/**
 * Lambda allows 4 KB of environment variables in total
 * (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). All ids are in one variable.
 */
export const MAX_IDS_BYTES = 3500;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const KMS_KEY = /^arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:key\/[\w-]+$/;

const days = wholeNumber(1, MAX_DAYS, 'days');
const silenceHours = wholeNumberOr('none', MAX_SILENCE_HOURS, 'hours');

const isPoolId = (id: string): boolean =>
    USER_POOL_ID.test(id) && id.length <= MAX_USER_POOL_ID_CHARACTERS && REGION.test(regionOfPool(id));
const poolId = z.string({ error: "write the pool's id, such as us-west-2_aB3dE5gH7" }).refine(isPoolId, {
    error: "write the pool's id as Cognito shows it, its region first, such as us-west-2_aB3dE5gH7",
});

const poolSchema = z.strictObject(
    {
        id: poolId.describe('User pool id. It starts with the region; all pools of a file are in one region'),
        userActivity: oneOf(ACTIVITY_DESTINATIONS).describe(
            'Destination of sign-ins, sign-ups and password changes. Needs the Plus plan with threat protection in ' +
                'audit or enforced mode',
        ),
        userNotification: oneOf(NOTIFICATION_DESTINATIONS).describe(
            'Destination of failed message deliveries. Works on any plan',
        ),
        managed: yesOrNo
            .default(true)
            .describe('`false`: the log delivery is set outside the stack; its destinations are deployed anyway'),
        silenceHours: silenceHours.optional().describe('Overrides the `silenceHours` of the config for this pool'),
    },
    { error: 'write a pool as id, userActivity and userNotification' },
);

const bucketName = z
    .string({ error: 'write the name of a bucket' })
    .regex(BUCKET, { error: 'write the name of a bucket, not its ARN or address' });
const keyError = 'write aws-owned or the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID (an alias is not enough)';

type ConfigPayload = z.core.ParsePayload<{
    pools: readonly { id: string; userActivity: string }[];
    encryption: string;
    existingExportBucket?: string | undefined;
}>;

const addIssue = ({ issues, value }: ConfigPayload, path: (string | number)[], message: string): void => {
    issues.push({ code: 'custom', input: value, path, message });
};

const checkPools = (check: ConfigPayload): void => {
    const ids = check.value.pools.map(({ id }) => id);
    const lowerCaseIds = ids.map((id) => id.toLowerCase());
    const region = regionOfPool(ids.find(isPoolId) ?? '');
    for (const [index, id] of ids.entries()) {
        const path = ['pools', index, 'id'];
        if (ids.indexOf(id) < index) addIssue(check, path, 'is listed twice: remove one');
        else if (lowerCaseIds.indexOf(id.toLowerCase()) < index)
            addIssue(
                check,
                path,
                'differs from another pool only in the case of letters, which names in the template do not keep: ' +
                    'move it to another stack',
            );
        if (isPoolId(id) && regionOfPool(id) !== region)
            addIssue(
                check,
                path,
                `is not in ${region} like the first pool: a stack has one region, put this pool into its own file`,
            );
    }
    if (ids.join().length > MAX_IDS_BYTES)
        addIssue(
            check,
            ['pools'],
            `has more ids than fit in ${MAX_IDS_BYTES} characters: move some pools to another stack`,
        );
};

const checkKey = (check: ConfigPayload): void => {
    const keyRegion = KMS_KEY.exec(check.value.encryption)?.[1];
    const region = regionOfPool(check.value.pools[0]?.id ?? '');
    if (keyRegion !== undefined && keyRegion !== region)
        addIssue(
            check,
            ['encryption'],
            `is a key in ${keyRegion}, but the pools are in ${region}: use a key in ${region}`,
        );
};

const checkExportBucket = (check: ConfigPayload): void => {
    const { existingExportBucket, pools } = check.value;
    if (existingExportBucket !== undefined && !pools.some(({ userActivity }) => userActivity === 's3'))
        addIssue(
            check,
            ['existingExportBucket'],
            'has no use: no pool has userActivity: s3. Remove the line; the bucket stays as it is',
        );
};

export const lakeConfigSchema = z
    .strictObject(
        {
            pools: z
                .array(poolSchema, { error: 'write a list of pools, each with id, userActivity and userNotification' })
                .min(1, { error: 'write at least one pool' })
                .describe(
                    'The user pools. Keep a retired pool in the list, with `none`: queries need it to find its rows',
                ),
            retentionDays: z
                .strictObject(
                    {
                        lake: wholeNumberOr('forever', MAX_DAYS, 'days').describe('Days until the tables are deleted'),
                        raw: days.describe('Days until raw records are deleted (with `rawBackup`)'),
                        errors: days.describe('Days until error objects are deleted'),
                        results: days.describe('Days until query results and reports are deleted'),
                        exports: days.describe(
                            'Days until the objects that Cognito writes are deleted (`userActivity: s3`)',
                        ),
                        exportLogs: logRetentionDays
                            .default(30)
                            .describe(
                                'Days until the log events that Cognito writes are deleted (`cloudwatch`): the time to ' +
                                    'forward them after a fault. Only periods that CloudWatch Logs has, such as 30 or 90',
                            ),
                    },
                    { error: 'write days for lake, raw, errors, results and exports' },
                )
                .describe('How long objects are kept'),
            rawBackup: yesOrNo.describe(
                'Keeps every raw record under raw/. Firehose cannot disable this on an existing stream',
            ),
            encryption: z
                .union([z.literal('aws-owned'), z.string().regex(KMS_KEY, { error: keyError })], { error: keyError })
                .describe(
                    'AWS-owned keys, or the ARN of a symmetric KMS key in the region. `plan` prints what its policy ' +
                        'must allow',
                ),
            versions: days
                .optional()
                .describe(
                    'Days that the bucket keeps replaced and deleted objects, as old versions. An erased person’s rows ' +
                        'stay in them that long. Default: no versions',
                ),
            transformConcurrency: wholeNumber(1, 1000, 'invocations at a time')
                .optional()
                .describe(
                    'Reserved concurrency of the transform. It is taken from the account’s other functions; with too ' +
                        'little, records end in errors/. Default: none reserved',
                ),
            alarmEmail: emailOrNone.describe(
                'Address for alarms. It must confirm once. `none`: a topic without a subscriber',
            ),
            queryCutOffGb: wholeNumber(1, 100_000, 'gigabytes').describe('Athena cancels a query that scans more'),
            silenceHours: silenceHours.describe(
                'Hours without user activity from a pool until an alarm; `none` for no such alarm',
            ),
            report: reportSchema
                .optional()
                .describe('The report: runs queries in Athena on a schedule and sends each finding once'),
            ...companyKeys,
            ...lakeFormationKeys,
            existingLakeBucket: bucketName
                .optional()
                .describe('The lake’s bucket of an earlier deployment, reused with its objects'),
            existingExportBucket: bucketName
                .optional()
                .describe('The export bucket of an earlier deployment, reused with its objects'),
            existingExportLogGroups: yesOrNo
                .optional()
                .describe('`true`: the export log groups of an earlier deployment are reused with their events'),
        },
        { error: 'write the config as in lake.config.example.yml' },
    )
    .check(checkPools, checkKey, checkExportBucket, checkAnalystRoles);

export type LakeConfig = z.infer<typeof lakeConfigSchema>;
export type PoolConfig = LakeConfig['pools'][number];

/** The region of the stack. */
export const regionOf = ({ pools }: Pick<LakeConfig, 'pools'>): string =>
    regionOfPool(
        pools
            .slice(0, 1)
            .map(({ id }) => id)
            .join(''),
    );

/** The ARN of the customer managed KMS key, or null for keys owned by AWS. */
export const kmsKeyOf = ({ encryption }: Pick<LakeConfig, 'encryption'>): string | null =>
    encryption === 'aws-owned' ? null : encryption;
