/** Tests of a stack on an emulator of AWS: deploy, ingest, query, change, remove, redeploy; check:stack is stricter. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
    AthenaClient,
    GetQueryExecutionCommand,
    GetWorkGroupCommand,
    ListNamedQueriesCommand,
    StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CloudWatchLogsClient, DescribeSubscriptionFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
    DescribeDeliveryStreamCommand,
    FirehoseClient,
    ListTagsForDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import { beforeAll, describe, expect, test } from 'vitest';
import { TABLE_NAMES } from '../../schemas/columns.ts';
import { activityText, recordIdOfText, notificationText } from '../support/sample-events.ts';
import { buildAll, writeInputFiles } from '../support/run-replay.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { BROKEN_PARTS, deleteTable } from './broken-parts.ts';
import {
    readDelivery,
    waitUntil,
    putExportObject,
    EXPORT_BUCKET_NAME,
    createPools,
    hasBucket,
    hasLogGroup,
    listKeys,
    runLakeCli,
    LAKE_BUCKET_NAME,
    writeLogEvents,
    putOnStream,
    queryDeployedLake,
    runServerless,
    STACK_NAME,
    readStackState,
    writeConfig,
    writeConfigWith,
    type PoolIds,
} from './emulated-account.ts';
import {
    withScheduledTime,
    receiveMessages,
    invokeReport,
    REPORT_CONFIG_LINES,
    readSchedule,
    subscribeQueue,
    readLakeObject,
    type ReportReply,
    type ReceivedMessage,
} from './deployed-report.ts';

const ACTIVITY_STREAM = `${STACK_NAME}-user-activity`;
const ACTIVITY_LOG_GROUP = `/aws/vendedlogs/${STACK_NAME}/user-activity`;
const NOTIFICATION_STREAM = `${STACK_NAME}-user-notification`;

const now = Date.now();
const day = new Date(now).toISOString().slice(0, 10);

/** Events of a pool, a second apart, of two types. Their ids start with `word`. */
const eventsOf = (pool: string, word: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => {
        const at = now - 60_000 + index * 1000;
        const message = {
            eventId: `${word}-${index}`,
            eventType: index % 2 === 0 ? 'SignIn' : 'SignUp',
            creationDate: new Date(at).toISOString(),
            userName: word,
        };
        return activityText(message, { eventTimestamp: String(at), logSourceId: { userPoolId: pool } });
    });
const GUESSING_ADDRESSES = ['203.0.113.66', '203.0.113.77'] as const;
/** Failed sign-ins of thirty users from an IP address. */
const guessEventsOf = (pool: string, ipAddress: string): readonly string[] =>
    Array.from({ length: 30 }, (_, index) => {
        const at = now - 3_600_000 + index * 1000;
        const message = {
            eventId: `guess-${ipAddress}-${index}`,
            eventResponse: 'Fail',
            creationDate: new Date(at).toISOString(),
            userName: `user-${index}`,
            ipAddress,
            hasContextData: 'true',
        };
        return activityText(message, { eventTimestamp: String(at), logSourceId: { userPoolId: pool } });
    });
const deliveryErrorOf = (pool: string, details: string): string =>
    notificationText(details, { eventTimestamp: String(now - 30_000), logSourceId: { userPoolId: pool } });
const exportKey = (pool: string, name: string): string =>
    [
        `AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/${pool}/USER_AUTH_EVENTS/`,
        `123456789012_aws_cognito_service_logs_us-west-2_${pool}_userAuthEvents_INFO_S3_${name}`,
        `_cognito-${pool}_USER_AUTH_EVENTS_${day.replaceAll('-', '')}_0a1b2c3d.log.gz`,
    ].join('');

let pools: PoolIds;
/** The events of each ingest path. */
let directEvents: readonly string[] = [];
let loggedEvents: readonly string[] = [];
let exportedEvents: readonly string[] = [];
/** Failed sign-ins of a brute-force attack from two IP addresses. */
let guessEvents: readonly string[] = [];

const readRecordIds = async (path: string): Promise<readonly string[]> =>
    (
        await queryDeployedLake(
            `select distinct record_id from user_activity where ingest_path = '${path}' order by record_id`,
        )
    ).map(({ record_id }) => String(record_id));
const recordIdsOf = (texts: readonly string[]): readonly string[] => texts.map(recordIdOfText).toSorted();

beforeAll(async () => {
    await buildAll();
    pools = await createPools();
    directEvents = eventsOf(pools.firehose, 'direct', 40);
    loggedEvents = eventsOf(pools.cloudwatch, 'logged', 30);
    exportedEvents = eventsOf(pools.s3, 'exported', 50);
    guessEvents = GUESSING_ADDRESSES.flatMap((address) => guessEventsOf(pools.firehose, address));
    writeConfig(pools, 10, ...REPORT_CONFIG_LINES);
});

describe('a deployment', () => {
    test('creates the stack', async () => {
        const { code, out, err } = await runServerless('deploy');

        expect({ code, out: code === 0 ? '' : out, err: code === 0 ? '' : err }).toEqual({ code: 0, out: '', err: '' });
        // The framework creates the stack with its deployment bucket, then updates it with the rest.
        expect(await readStackState()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    });

    test('sets the log delivery of each pool', async () => {
        expect(
            (await readDelivery(pools.firehose)).map(
                ({ EventSource, FirehoseConfiguration, CloudWatchLogsConfiguration }) => [
                    EventSource,
                    FirehoseConfiguration?.StreamArn ?? CloudWatchLogsConfiguration?.LogGroupArn,
                ],
            ),
        ).toEqual([
            ['userAuthEvents', `arn:aws:firehose:us-west-2:123456789012:deliverystream/${ACTIVITY_STREAM}`],
            [
                'userNotification',
                `arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/${STACK_NAME}/user-notification`,
            ],
        ]);
        expect((await readDelivery(pools.s3)).map(({ S3Configuration }) => S3Configuration?.BucketArn)).toEqual([
            `arn:aws:s3:::${EXPORT_BUCKET_NAME}`,
        ]);
        expect(await readDelivery(pools.cloudwatch)).toHaveLength(2);
    });

    test('creates tagged streams, subscription filters, tables, views and named queries', async () => {
        const [firehose, glue, athena] = [new FirehoseClient({}), new GlueClient({}), new AthenaClient({})];
        for (const DeliveryStreamName of [ACTIVITY_STREAM, NOTIFICATION_STREAM]) {
            expect(
                (await firehose.send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName }))).Tags,
            ).toContainEqual({ Key: 'LogDeliveryEnabled', Value: 'true' });
            expect(
                (await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })))
                    .DeliveryStreamDescription?.DeliveryStreamStatus,
            ).toBe('ACTIVE');
        }
        const { subscriptionFilters } = await new CloudWatchLogsClient({}).send(
            new DescribeSubscriptionFiltersCommand({ logGroupName: `/aws/vendedlogs/${STACK_NAME}/user-activity` }),
        );
        const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName: STACK_NAME.replaceAll('-', '_') }));
        const { NamedQueryIds } = await athena.send(
            new ListNamedQueriesCommand({ WorkGroup: STACK_NAME, MaxResults: 50 }),
        );

        expect(
            subscriptionFilters?.map(({ destinationArn, filterPattern }) => [destinationArn, filterPattern]),
        ).toEqual([[`arn:aws:firehose:us-west-2:123456789012:deliverystream/${ACTIVITY_STREAM}`, '']]);
        expect(TableList?.map(({ Name }) => Name)).toEqual(
            expect.arrayContaining([...TABLE_NAMES, 'auth_events', 'attempts', 'delivery_errors']),
        );
        expect(NamedQueryIds?.length).toBeGreaterThan(30);
    });
});

describe('events', () => {
    test('that Cognito puts on the stream become rows of the lake', async () => {
        await putOnStream(ACTIVITY_STREAM, directEvents);

        expect(
            await waitUntil(
                async () => readRecordIds('firehose'),
                ({ length }) => length >= directEvents.length,
            ),
        ).toEqual(recordIdsOf(directEvents));
    });

    test('that Cognito writes to a log group become rows of both tables', async () => {
        await writeLogEvents(`/aws/vendedlogs/${STACK_NAME}/user-activity`, 'a', loggedEvents);
        await writeLogEvents(`/aws/vendedlogs/${STACK_NAME}/user-notification`, 'a', [
            deliveryErrorOf(pools.firehose, 'one'),
            deliveryErrorOf(pools.cloudwatch, 'two'),
        ]);

        expect(
            await waitUntil(
                async () => readRecordIds('cloudwatch_logs'),
                ({ length }) => length >= loggedEvents.length,
            ),
        ).toEqual(recordIdsOf(loggedEvents));
        const details = async (): Promise<readonly unknown[]> =>
            (await queryDeployedLake('select details from user_notification order by 1')).map((row) => row['details']);
        expect(await waitUntil(details, ({ length }) => length >= 2)).toEqual(['one', 'two']);
    });

    test('of an exported object become the same rows by the import as by a replay', async () => {
        const [key, bytes] = [exportKey(pools.s3, 'a'), gzipSync(exportedEvents.join('\n'))];

        await putExportObject(key, bytes);

        expect(
            await waitUntil(
                async () => readRecordIds('s3_export'),
                ({ length }) => length >= exportedEvents.length,
            ),
        ).toEqual(recordIdsOf(exportedEvents));
        const local = join(temporaryFolder(), 'lake');
        expect((await runLakeCli('replay', writeInputFiles({ [key]: bytes }), '--lake', local)).code).toBe(0);
        const rows = "select distinct * from user_activity where ingest_path = 's3_export' order by record_id";
        expect(await queryDeployedLake(rows)).toEqual(await queryDeployedLake(rows, local));
    });

    test('are stored only in the folders of their partitions', async () => {
        const folders = new Set(
            (await listKeys(LAKE_BUCKET_NAME, 'user_activity/')).map((key) => key.slice(0, key.lastIndexOf('/'))),
        );

        const expected = Object.values(pools).flatMap((pool) =>
            ['SignIn', 'SignUp'].flatMap((type) =>
                [
                    ...new Set(
                        [directEvents, loggedEvents, exportedEvents]
                            .flat()
                            .map((text) =>
                                new Date(Number(JSON.parse(text).eventTimestamp)).toISOString().slice(0, 10),
                            ),
                    ),
                ].map((dt) => `user_activity/user_pool_id=${pool}/event_type=${type}/dt=${dt}`),
            ),
        );
        expect([...folders].toSorted()).toEqual(expected.toSorted());
    });
});

type DoctorCheck = {
    readonly state: string;
    readonly part: string;
    readonly name: string;
    readonly message: string;
    readonly fix: string;
};

/** The exit code of doctor, the checks that did not pass, and the count of those that did. */
const runDoctor = async (): Promise<{
    readonly code: number;
    readonly notPassed: readonly DoctorCheck[];
    readonly passedCount: number;
}> => {
    const { code, out, err } = await runLakeCli('doctor', '--json');
    if (!out.startsWith('{')) throw new Error(`${err}${out}`);
    const { checks, counts }: { checks: readonly DoctorCheck[]; counts: { passed: number } } = JSON.parse(out);
    return { code, notPassed: checks.filter(({ state }) => state !== 'passed'), passedCount: counts.passed };
};

describe('doctor', () => {
    test('passes all checks of a stack with events', async () => {
        const { code, notPassed, passedCount } = await runDoctor();

        expect({ code, notPassed }).toEqual({ code: 0, notPassed: [] });
        expect(passedCount).toBeGreaterThan(35);
    });

    test.each(BROKEN_PARTS)(
        'finds that $name is broken, and suggests a fix',
        async ({ breakPart, part, message, fix }) => {
            const restore = await breakPart(pools);

            const { code, notPassed } = await runDoctor().finally(restore);

            expect(code).toBe(1);
            expect(notPassed).toEqual([
                {
                    state: 'failed',
                    part,
                    name: expect.any(String),
                    message: expect.stringMatching(message),
                    fix: expect.stringMatching(fix),
                },
            ]);
        },
    );

    test('passes all checks after the parts are restored', async () => {
        expect((await runDoctor()).notPassed).toEqual([]);
    });
});

const firstMessageOf = (received: readonly ReceivedMessage[], query: string): ReceivedMessage | undefined =>
    received.find(({ attributes }) => attributes['query'] === query);

describe('the report', () => {
    let [input, queue] = ['', ''];
    let first: ReportReply = { folder: '', sent: 0, failed: [] };

    test('has the schedule and input of the config', async () => {
        const { State, ScheduleExpression, Target } = await readSchedule();
        input = Target?.Input ?? '';

        expect({ State, ScheduleExpression }).toEqual({ State: 'ENABLED', ScheduleExpression: 'cron(0 6 1 1 ? 2099)' });
        expect(Target?.Arn).toBe(`arn:aws:lambda:us-west-2:123456789012:function:${STACK_NAME}-report`);
        expect(JSON.parse(input)).toEqual({
            scheduled_at: '<aws.scheduler.scheduled-time>',
            queries: [],
            quiet_hours: 192,
            max_messages: 5,
        });
    });

    test('sends a message for each finding to a queue that is subscribed to the topic', async () => {
        queue = await subscribeQueue();
        await putOnStream(ACTIVITY_STREAM, guessEvents);
        await waitUntil(
            async () => readRecordIds('firehose'),
            ({ length }) => length >= directEvents.length + guessEvents.length,
        );

        first = await invokeReport(input);

        const received = await receiveMessages(queue, first.sent);
        const found = received.filter(({ attributes }) => attributes['query'] === 'brute_force_by_address');
        expect(first).toEqual({
            folder: expect.stringMatching(/^reports\/dt=\d{4}-\d\d-\d\d\/$/),
            sent: received.length,
            failed: [],
        });
        expect(found.map(({ subject }) => subject)).toEqual(
            GUESSING_ADDRESSES.map((address) => `high: brute_force_by_address, ${address}, 30 attempts`),
        );
        expect(new Set(received.map(({ attributes }) => attributes['finding_id'])).size).toBe(received.length);
        const { text, attributes } = firstMessageOf(received, 'brute_force_by_address')!;
        expect(attributes).toEqual({
            query: 'brute_force_by_address',
            severity: 'high',
            kind: 'finding',
            finding_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        });
        expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
            `high: brute_force_by_address, ${GUESSING_ADDRESSES[0]}, 30 attempts`,
            'Brute force by IP address. IP addresses with many failed sign-ins in a short time.',
            '',
            `Who:                      user_pool_id ${pools.firehose}, ip_address ${GUESSING_ADDRESSES[0]}`,
            `When:                     ${new Date(now - 3_600_000).toISOString()} to ` +
                `${new Date(now - 3_600_000 + 29_000).toISOString()}`,
            'Counts:                   attempt_count 30, user_count 30, device_count 0',
            expect.stringMatching(/^Typical false positives: {2}\w.{20,}/),
            expect.stringMatching(/^Next: {21}run query address_timeline/),
            `Result:                   s3://${LAKE_BUCKET_NAME}/${first.folder}brute_force_by_address.csv`,
            '',
        ]);
    });

    test('writes each result as CSV and JSON, with the rows that the query returns', async () => {
        const [keys, csv, rows] = [
            await listKeys(LAKE_BUCKET_NAME, first.folder),
            await readLakeObject(`${first.folder}brute_force_by_address.csv`),
            JSON.parse(await readLakeObject(`${first.folder}brute_force_by_address.json`)),
        ];

        const { out } = await runLakeCli(
            'query',
            'brute_force_by_address',
            '--lake',
            `s3://${LAKE_BUCKET_NAME}`,
            '--format',
            'json',
        );
        expect(rows).toHaveLength(2);
        expect(rows).toEqual(JSON.parse(out));
        expect(
            csv
                .split('\r\n')
                .slice(1, 3)
                .map((line) => line.split(',')[1]),
        ).toEqual(GUESSING_ADDRESSES);
        expect(keys.filter((key) => key.endsWith('.csv')).map((key) => key.replace('.csv', '.json'))).toEqual(
            keys.filter((key) => key.endsWith('.json')),
        );
        expect(keys.length).toBeGreaterThan(30);
        expect(await readLakeObject(`${first.folder}summary.txt`)).toContain('  high    brute_force_by_address');
    });

    test('sends nothing when Scheduler invokes it again', async () => {
        const second = await invokeReport(withScheduledTime(input, Date.now()));

        expect(second).toMatchObject({ sent: 0, failed: [] });
        expect(await receiveMessages(queue, 0)).toEqual([]);
    });

    test('sends one message for a failed query, and one for all that fail for the same reason', async () => {
        const restoreErrors = await deleteTable('delivery_errors');
        const one = await invokeReport(input).finally(restoreErrors);
        const messagesOfOne = await receiveMessages(queue, 1);
        const restoreAttempts = await deleteTable('attempts');
        const all = await invokeReport(input).finally(restoreAttempts);
        const messagesOfAll = await receiveMessages(queue, 1);

        expect([one.failed, one.sent]).toEqual([['delivery_error_patterns_new'], 1]);
        expect(messagesOfOne).toEqual([
            {
                subject: 'failed: delivery_error_patterns_new, no result',
                text: expect.stringContaining('delivery_errors does not exist'),
                attributes: expect.objectContaining({ kind: 'failure' }),
            },
        ]);
        expect(all.failed.length).toBeGreaterThan(10);
        expect(messagesOfAll.map(({ subject, attributes }) => [subject, attributes['kind']])).toEqual([
            [`failed: ${all.failed.length} queries, no result`, 'failure'],
        ]);
        expect(messagesOfAll[0]!.text).toContain('attempts does not exist');
    });

    test('has all results again after the tables are restored', async () => {
        expect(await invokeReport(input)).toMatchObject({ sent: 0, failed: [] });
    });
});

describe('an invalid event', () => {
    test('is stored under errors/ with its bytes, and redrive shows the reason', async () => {
        await putOnStream(ACTIVITY_STREAM, ['{"eventTimestamp":"17']);
        await putExportObject(exportKey(pools.s3, 'bad'), gzipSync(`${eventsOf(pools.s3, 'beside', 1)[0]}\nno json`));

        const errors = await waitUntil(
            async () => listKeys(LAKE_BUCKET_NAME, `errors/${ACTIVITY_STREAM}/processing-failed/`),
            ({ length }) => length >= 2,
        );
        const { code, out } = await runLakeCli('redrive', `s3://${LAKE_BUCKET_NAME}/errors`, '--json');
        expect(errors).toHaveLength(2);
        expect(code).toBe(0);
        expect(out).toContain('not_json');
    });
});

describe('the stack', () => {
    test('is not changed by a second deployment', async () => {
        const before = await readStackState();

        const { code, err } = await runServerless('deploy');

        expect({ code, isSkipped: err.includes('No changes to deploy') }).toEqual({ code: 0, isSkipped: true });
        expect(await readStackState()).toEqual(before);
    });

    test('is updated after a change of the config', async () => {
        writeConfig(pools, 20, ...REPORT_CONFIG_LINES);

        const { code, out } = await runServerless('deploy');

        const { WorkGroup } = await new AthenaClient({}).send(new GetWorkGroupCommand({ WorkGroup: STACK_NAME }));
        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(WorkGroup?.Configuration?.BytesScannedCutoffPerQuery).toBe(20_000_000_000);
        expect(await readStackState()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    });
});

describe('a pool whose destination changes away from its log group', () => {
    test('keeps the log group, and a deployment with the old destination names the line that reuses it', async () => {
        writeConfigWith(pools, { queryCutOffGb: 20, loggedTo: 'firehose' }, ...REPORT_CONFIG_LINES);
        const away = await runServerless('deploy');
        writeConfig(pools, 20, ...REPORT_CONFIG_LINES);

        const back = await runServerless('deploy');

        expect({ code: away.code, out: away.code === 0 ? '' : away.out }).toEqual({ code: 0, out: '' });
        expect(await hasLogGroup(ACTIVITY_LOG_GROUP)).toBe(true);
        expect(back.code).toBe(1);
        expect(back.out).toMatch(/already exists: `serverless remove`, or a deployment with another destination/);
        expect(back.out).toContain('existingExportLogGroups: true');
    });

    test('gets its events through the log group again with that line', async () => {
        writeConfig(pools, 20, ...REPORT_CONFIG_LINES, 'existingExportLogGroups: true');
        const again = eventsOf(pools.cloudwatch, 'again', 4);

        const { code, out } = await runServerless('deploy');
        await writeLogEvents(ACTIVITY_LOG_GROUP, 'b', again);

        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(
            await waitUntil(
                async () => readRecordIds('cloudwatch_logs'),
                ({ length }) => length >= loggedEvents.length + again.length,
            ),
        ).toEqual(recordIdsOf([...loggedEvents, ...again]));
        expect((await runDoctor()).notPassed.filter(({ part }) => /log group|filter|policy/.test(part))).toEqual([]);
    });

    test('has its log group put right by apply after its policy is gone', async () => {
        const restore = await BROKEN_PARTS.find(({ name }) => name === 'the policy of a log group')!.breakPart(pools);

        const { code, out, err } = await runLakeCli('apply', '--log-groups', '--yes');

        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toContain(`  ${ACTIVITY_LOG_GROUP}, resource policy\n    - none\n`);
        await expect(restore()).rejects.toThrow('A conflicting operation');
        expect((await runLakeCli('apply', '--log-groups')).out).toBe(
            'Everything is as in the config. Nothing was changed.\n',
        );
    });
});

describe('a removal', () => {
    test('works with existing results and data, and keeps the buckets', async () => {
        const athena = new AthenaClient({});
        const { QueryExecutionId } = await athena.send(
            new StartQueryExecutionCommand({ QueryString: 'select 1', WorkGroup: STACK_NAME }),
        );
        const ended = await waitUntil(
            async () =>
                (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.State,
            (state) => state === 'SUCCEEDED' || state === 'FAILED',
        );
        const before = await listKeys(LAKE_BUCKET_NAME);

        const { code, out } = await runServerless('remove');

        expect(ended).toBe('SUCCEEDED');
        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(await readStackState()).toBeNull();
        expect(await listKeys(LAKE_BUCKET_NAME)).toEqual(before);
        expect(await hasBucket(EXPORT_BUCKET_NAME)).toBe(true);
        expect(await hasLogGroup(ACTIVITY_LOG_GROUP)).toBe(true);
        expect(await readDelivery(pools.firehose)).toEqual([]);
    });
});

describe('a deployment after a removal', () => {
    test('fails, and prints the config line that uses the existing lake bucket', async () => {
        const { code, out } = await runServerless('deploy');

        expect(code).toBe(1);
        expect(out).toContain(`bucket ${LAKE_BUCKET_NAME}`);
        expect(out).toContain(
            `add this line to lake.config.yml and deploy again: existingLakeBucket: ${LAKE_BUCKET_NAME}`,
        );
        expect(await readStackState()).toBeNull();
    });

    test('with that line, fails for the existing export bucket', async () => {
        writeConfig(pools, 20, ...REPORT_CONFIG_LINES, `existingLakeBucket: ${LAKE_BUCKET_NAME}`);

        expect((await runServerless('deploy')).out).toContain(`again: existingExportBucket: ${EXPORT_BUCKET_NAME}`);
    });

    test('with both lines, fails for the existing log groups', async () => {
        writeConfig(
            pools,
            20,
            ...REPORT_CONFIG_LINES,
            `existingLakeBucket: ${LAKE_BUCKET_NAME}`,
            `existingExportBucket: ${EXPORT_BUCKET_NAME}`,
        );

        const { code, out } = await runServerless('deploy');

        expect(code).toBe(1);
        expect(out).toContain('existingExportLogGroups: true');
    });

    test('with all three lines, keeps the old rows and adds new ones', async () => {
        writeConfig(
            pools,
            20,
            ...REPORT_CONFIG_LINES,
            `existingLakeBucket: ${LAKE_BUCKET_NAME}`,
            `existingExportBucket: ${EXPORT_BUCKET_NAME}`,
            'existingExportLogGroups: true',
        );
        const more = eventsOf(pools.firehose, 'more', 5);

        const { code, out } = await runServerless('deploy');
        await putOnStream(ACTIVITY_STREAM, more);

        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(
            await waitUntil(
                async () => readRecordIds('firehose'),
                ({ length }) => length >= directEvents.length + guessEvents.length + more.length,
            ),
        ).toEqual(recordIdsOf([...directEvents, ...guessEvents, ...more]));
        await putExportObject(exportKey(pools.s3, 'later'), gzipSync(eventsOf(pools.s3, 'later', 3).join('\n')));
        expect(
            await waitUntil(
                async () => readRecordIds('s3_export'),
                ({ length }) => length >= exportedEvents.length + 4,
            ),
        ).toHaveLength(exportedEvents.length + 4);
    });
});
