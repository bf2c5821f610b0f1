/** The life of a stack on an emulator of AWS: deployed, fed in each of three ways, asked, changed, removed, and taken up again. The emulator is lenient: what AWS would refuse is for check:stack. */
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
import { activityText, idOf, notificationText } from '../support/given-events.ts';
import { buildAll, givenFiles } from '../support/given-replay.ts';
import { temporaryFolder } from '../support/run-command.ts';
import { BROKEN_PARTS, withoutTable } from './broken-parts.ts';
import {
    deliveryOf,
    eventually,
    exportObject,
    EXPORTS,
    givenPools,
    isBucket,
    keysIn,
    lake,
    LAKE,
    logTo,
    putOnStream,
    rowsOf,
    serverless,
    STACK,
    stackState,
    writeSettings,
    type Pools,
} from './given-account.ts';
import {
    atTime,
    heardIn,
    invokeReport,
    REPORT_SETTINGS,
    scheduleOf,
    subscribedQueue,
    textIn,
    type Answered,
    type Heard,
} from './given-report.ts';

const ACTIVITY_STREAM = `${STACK}-user-activity`;
const NOTIFICATION_STREAM = `${STACK}-user-notification`;

const now = Date.now();
const day = new Date(now).toISOString().slice(0, 10);

/** Events of a pool, a second apart, of two types; their ids begin with a word. */
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
const ADDRESSES = ['203.0.113.66', '203.0.113.77'] as const;
/** Failed sign-ins of thirty users from an address. */
const guessesOf = (pool: string, ipAddress: string): readonly string[] =>
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
const errorOf = (pool: string, details: string): string =>
    notificationText(details, { eventTimestamp: String(now - 30_000), logSourceId: { userPoolId: pool } });
const exportKey = (pool: string, name: string): string =>
    `AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/${pool}/USER_AUTH_EVENTS/123456789012_aws_cognito_service_logs_us-west-2_${pool}_userAuthEvents_INFO_S3_${name}_cognito-${pool}_USER_AUTH_EVENTS_${day.replaceAll('-', '')}_0a1b2c3d.log.gz`;

let pools: Pools;
/** The events that came in each way. */
let direct: readonly string[] = [];
let logged: readonly string[] = [];
let exported: readonly string[] = [];
/** Passwords guessed at from two addresses. */
let guessed: readonly string[] = [];

const idsIn = async (path: string): Promise<readonly string[]> =>
    (await rowsOf(`select distinct record_id from user_activity where ingest_path = '${path}' order by record_id`)).map(
        ({ record_id }) => String(record_id),
    );
const idsOf = (texts: readonly string[]): readonly string[] => texts.map(idOf).toSorted();

beforeAll(async () => {
    await buildAll();
    pools = await givenPools();
    direct = eventsOf(pools.firehose, 'direct', 40);
    logged = eventsOf(pools.cloudwatch, 'logged', 30);
    exported = eventsOf(pools.s3, 'exported', 50);
    guessed = ADDRESSES.flatMap((address) => guessesOf(pools.firehose, address));
    writeSettings(pools, 10, ...REPORT_SETTINGS);
});

describe('a deployment', () => {
    test('makes the stack', async () => {
        const { code, out, err } = await serverless('deploy');

        expect({ code, out: code === 0 ? '' : out, err: code === 0 ? '' : err }).toEqual({ code: 0, out: '', err: '' });
        // The framework creates it with a bucket for its packages, and then adds the rest.
        expect(await stackState()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    });

    test('tells Cognito where the logs of each pool go', async () => {
        expect(
            (await deliveryOf(pools.firehose)).map(
                ({ EventSource, FirehoseConfiguration, CloudWatchLogsConfiguration }) => [
                    EventSource,
                    FirehoseConfiguration?.StreamArn ?? CloudWatchLogsConfiguration?.LogGroupArn,
                ],
            ),
        ).toEqual([
            ['userAuthEvents', `arn:aws:firehose:us-west-2:123456789012:deliverystream/${ACTIVITY_STREAM}`],
            [
                'userNotification',
                `arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/${STACK}/user-notification`,
            ],
        ]);
        expect((await deliveryOf(pools.s3)).map(({ S3Configuration }) => S3Configuration?.BucketArn)).toEqual([
            `arn:aws:s3:::${EXPORTS}`,
        ]);
        expect(await deliveryOf(pools.cloudwatch)).toHaveLength(2);
    });

    test('makes streams with the tag that lets Cognito write, filters, tables, views and questions', async () => {
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
            new DescribeSubscriptionFiltersCommand({ logGroupName: `/aws/vendedlogs/${STACK}/user-activity` }),
        );
        const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName: STACK.replaceAll('-', '_') }));
        const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup: STACK, MaxResults: 50 }));

        expect(
            subscriptionFilters?.map(({ destinationArn, filterPattern }) => [destinationArn, filterPattern]),
        ).toEqual([[`arn:aws:firehose:us-west-2:123456789012:deliverystream/${ACTIVITY_STREAM}`, '']]);
        expect(TableList?.map(({ Name }) => Name)).toEqual(
            expect.arrayContaining([...TABLE_NAMES, 'auth_events', 'attempts', 'delivery_errors']),
        );
        expect(NamedQueryIds?.length).toBeGreaterThan(30);
    });
});

describe('records', () => {
    test('that Cognito puts on the stream become rows of the lake', async () => {
        await putOnStream(ACTIVITY_STREAM, direct);

        expect(
            await eventually(
                async () => idsIn('firehose'),
                ({ length }) => length >= direct.length,
            ),
        ).toEqual(idsOf(direct));
    });

    test('that Cognito writes to a log group do too, of both tables', async () => {
        await logTo(`/aws/vendedlogs/${STACK}/user-activity`, 'a', logged);
        await logTo(`/aws/vendedlogs/${STACK}/user-notification`, 'a', [
            errorOf(pools.firehose, 'one'),
            errorOf(pools.cloudwatch, 'two'),
        ]);

        expect(
            await eventually(
                async () => idsIn('cloudwatch_logs'),
                ({ length }) => length >= logged.length,
            ),
        ).toEqual(idsOf(logged));
        const details = async (): Promise<readonly unknown[]> =>
            (await rowsOf('select details from user_notification order by 1')).map((row) => row['details']);
        expect(await eventually(details, ({ length }) => length >= 2)).toEqual(['one', 'two']);
    });

    test('of an exported object do too, by the import; the rows are those of a replay of the object', async () => {
        const [key, bytes] = [exportKey(pools.s3, 'a'), gzipSync(exported.join('\n'))];

        await exportObject(key, bytes);

        expect(
            await eventually(
                async () => idsIn('s3_export'),
                ({ length }) => length >= exported.length,
            ),
        ).toEqual(idsOf(exported));
        const local = join(temporaryFolder(), 'lake');
        expect((await lake('replay', givenFiles({ [key]: bytes }), '--lake', local)).code).toBe(0);
        const rows = "select distinct * from user_activity where ingest_path = 's3_export' order by record_id";
        expect(await rowsOf(rows)).toEqual(await rowsOf(rows, local));
    });

    test('lie in the folders of their partitions, and nowhere else', async () => {
        const folders = new Set(
            (await keysIn(LAKE, 'user_activity/')).map((key) => key.slice(0, key.lastIndexOf('/'))),
        );

        const wanted = Object.values(pools).flatMap((pool) =>
            ['SignIn', 'SignUp'].flatMap((type) =>
                [
                    ...new Set(
                        [direct, logged, exported]
                            .flat()
                            .map((text) =>
                                new Date(Number(JSON.parse(text).eventTimestamp)).toISOString().slice(0, 10),
                            ),
                    ),
                ].map((dt) => `user_activity/user_pool_id=${pool}/event_type=${type}/dt=${dt}`),
            ),
        );
        expect([...folders].toSorted()).toEqual(wanted.toSorted());
    });
});

type Check = {
    readonly state: string;
    readonly part: string;
    readonly name: string;
    readonly found: string;
    readonly fix: string;
};

/** What doctor says of all that is not fine, and its exit code. */
const diagnosed = async (): Promise<{
    readonly code: number;
    readonly notFine: readonly Check[];
    readonly fine: number;
}> => {
    const { code, out, err } = await lake('doctor', '--json');
    if (!out.startsWith('{')) throw new Error(`${err}${out}`);
    const { checks, counts }: { checks: readonly Check[]; counts: { fine: number } } = JSON.parse(out);
    return { code, notFine: checks.filter(({ state }) => state !== 'fine'), fine: counts.fine };
};

describe('doctor', () => {
    test('finds all fine in a stack that is fed', async () => {
        const { code, notFine, fine } = await diagnosed();

        expect({ code, notFine }).toEqual({ code: 0, notFine: [] });
        expect(fine).toBeGreaterThan(35);
    });

    test.each(BROKEN_PARTS)(
        'finds what was done to $name, and says how to mend it',
        async ({ breakIt, part, found, fix }) => {
            const mend = await breakIt(pools);

            const { code, notFine } = await diagnosed().finally(mend);

            expect(code).toBe(1);
            expect(notFine).toEqual([
                {
                    state: 'wrong',
                    part,
                    name: expect.any(String),
                    found: expect.stringMatching(found),
                    fix: expect.stringMatching(fix),
                },
            ]);
        },
    );

    test('finds all fine when all is mended', async () => {
        expect((await diagnosed()).notFine).toEqual([]);
    });
});

const firstOf = (heard: readonly Heard[], query: string): Heard | undefined =>
    heard.find(({ attributes }) => attributes['query'] === query);

describe('the report', () => {
    let [input, queue] = ['', ''];
    let first: Answered = { folder: '', given: 0, failed: [] };

    test('is called on its schedule, and asks what the settings say', async () => {
        const { State, ScheduleExpression, Target } = await scheduleOf();
        input = Target?.Input ?? '';

        expect({ State, ScheduleExpression }).toEqual({ State: 'ENABLED', ScheduleExpression: 'cron(0 6 1 1 ? 2099)' });
        expect(Target?.Arn).toBe(`arn:aws:lambda:us-west-2:123456789012:function:${STACK}-report`);
        expect(JSON.parse(input)).toEqual({
            scheduled_at: '<aws.scheduler.scheduled-time>',
            questions: [],
            quiet_hours: 192,
            max_messages: 5,
        });
    });

    test('that is called with the schedule’s input tells a queue that is subscribed to the topic, a message a finding', async () => {
        queue = await subscribedQueue();
        await putOnStream(ACTIVITY_STREAM, guessed);
        await eventually(
            async () => idsIn('firehose'),
            ({ length }) => length >= direct.length + guessed.length,
        );

        first = await invokeReport(input);

        const heard = await heardIn(queue, first.given);
        const found = heard.filter(({ attributes }) => attributes['query'] === 'brute_force_by_address');
        expect(first).toEqual({
            folder: expect.stringMatching(/^reports\/dt=\d{4}-\d\d-\d\d\/$/),
            given: heard.length,
            failed: [],
        });
        expect(found.map(({ subject }) => subject)).toEqual(
            ADDRESSES.map((address) => `high: brute_force_by_address, ${address}, 30 attempts`),
        );
        expect(new Set(heard.map(({ attributes }) => attributes['finding_id'])).size).toBe(heard.length);
        const { text, attributes } = firstOf(heard, 'brute_force_by_address')!;
        expect(attributes).toEqual({
            query: 'brute_force_by_address',
            severity: 'high',
            kind: 'finding',
            finding_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        });
        expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
            `high: brute_force_by_address, ${ADDRESSES[0]}, 30 attempts`,
            'From which address passwords were guessed: many failed sign-ins from one address in a short time.',
            '',
            `Who:          user_pool_id ${pools.firehose}, ip_address ${ADDRESSES[0]}`,
            `When:         ${new Date(now - 3_600_000).toISOString()} to ${new Date(now - 3_600_000 + 29_000).toISOString()}`,
            'How many:     attempt_count 30, user_count 30, device_count 0',
            expect.stringMatching(/^False alarm: {2}an office or a carrier/),
            expect.stringMatching(/^Next: {9}look at address_timeline/),
            `Answer:       s3://${LAKE}/${first.folder}brute_force_by_address.csv`,
            '',
        ]);
    });

    test('has written each answer as CSV and as JSON: where the message points to, with the rows of the lake', async () => {
        const [keys, csv, rows] = [
            await keysIn(LAKE, first.folder),
            await textIn(`${first.folder}brute_force_by_address.csv`),
            JSON.parse(await textIn(`${first.folder}brute_force_by_address.json`)),
        ];

        const { out } = await lake('query', 'brute_force_by_address', '--lake', `s3://${LAKE}`, '--format', 'json');
        expect(rows).toHaveLength(2);
        expect(rows).toEqual(JSON.parse(out));
        expect(
            csv
                .split('\r\n')
                .slice(1, 3)
                .map((line) => line.split(',')[1]),
        ).toEqual(ADDRESSES);
        expect(keys.filter((key) => key.endsWith('.csv')).map((key) => key.replace('.csv', '.json'))).toEqual(
            keys.filter((key) => key.endsWith('.json')),
        );
        expect(keys.length).toBeGreaterThan(30);
        expect(await textIn(`${first.folder}summary.txt`)).toContain('  high    brute_force_by_address');
    });

    test('that is called again, as Scheduler puts the time in, tells nobody', async () => {
        const second = await invokeReport(atTime(input, Date.now()));

        expect(second).toMatchObject({ given: 0, failed: [] });
        expect(await heardIn(queue, 0)).toEqual([]);
    });

    test('tells of a question that fails, and of all that fail for one reason in one message', async () => {
        const mend = await withoutTable('delivery_errors');
        const one = await invokeReport(input).finally(mend);
        const heardOfOne = await heardIn(queue, 1);
        const mendAll = await withoutTable('attempts');
        const all = await invokeReport(input).finally(mendAll);
        const heardOfAll = await heardIn(queue, 1);

        expect([one.failed, one.given]).toEqual([['delivery_error_patterns_new'], 1]);
        expect(heardOfOne).toEqual([
            {
                subject: 'failed: delivery_error_patterns_new, has no answer',
                text: expect.stringContaining('delivery_errors does not exist'),
                attributes: expect.objectContaining({ kind: 'failure' }),
            },
        ]);
        expect(all.failed.length).toBeGreaterThan(10);
        expect(heardOfAll.map(({ subject, attributes }) => [subject, attributes['kind']])).toEqual([
            [`failed: ${all.failed.length} questions, have no answer`, 'failure'],
        ]);
        expect(heardOfAll[0]!.text).toContain('attempts does not exist');
    });

    test('that is asked when all is mended has all the answers again', async () => {
        expect(await invokeReport(input)).toMatchObject({ given: 0, failed: [] });
    });
});

describe('a bad record', () => {
    test('is kept with its bytes, however it came, and redrive knows why', async () => {
        await putOnStream(ACTIVITY_STREAM, ['{"eventTimestamp":"17']);
        await exportObject(exportKey(pools.s3, 'bad'), gzipSync(`${eventsOf(pools.s3, 'beside', 1)[0]}\nno json`));

        const errors = await eventually(
            async () => keysIn(LAKE, `errors/${ACTIVITY_STREAM}/processing-failed/`),
            ({ length }) => length >= 2,
        );
        const { code, out } = await lake('redrive', `s3://${LAKE}/errors`, '--json');
        expect(errors).toHaveLength(2);
        expect(code).toBe(0);
        expect(out).toContain('not_json');
    });
});

describe('the stack', () => {
    test('deployed again is not changed', async () => {
        const before = await stackState();

        const { code, err } = await serverless('deploy');

        expect({ code, isSkipped: err.includes('No changes to deploy') }).toEqual({ code: 0, isSkipped: true });
        expect(await stackState()).toEqual(before);
    });

    test('takes up a change of the settings', async () => {
        writeSettings(pools, 20, ...REPORT_SETTINGS);

        const { code, out } = await serverless('deploy');

        const { WorkGroup } = await new AthenaClient({}).send(new GetWorkGroupCommand({ WorkGroup: STACK }));
        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(WorkGroup?.Configuration?.BytesScannedCutoffPerQuery).toBe(20_000_000_000);
        expect(await stackState()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    });
});

describe('a removal', () => {
    test('goes through with results and data in place, and keeps the buckets', async () => {
        const athena = new AthenaClient({});
        const { QueryExecutionId } = await athena.send(
            new StartQueryExecutionCommand({ QueryString: 'select 1', WorkGroup: STACK }),
        );
        const ended = await eventually(
            async () =>
                (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.State,
            (state) => state === 'SUCCEEDED' || state === 'FAILED',
        );
        const before = await keysIn(LAKE);

        const { code, out } = await serverless('remove');

        expect(ended).toBe('SUCCEEDED');
        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(await stackState()).toBeNull();
        expect(await keysIn(LAKE)).toEqual(before);
        expect(await isBucket(EXPORTS)).toBe(true);
        expect(await deliveryOf(pools.firehose)).toEqual([]);
    });
});

describe('a deployment after a removal', () => {
    test('says that the bucket is there, and which line takes it up', async () => {
        const { code, out } = await serverless('deploy');

        expect(code).toBe(1);
        expect(out).toContain(`The bucket ${LAKE} is there already`);
        expect(out).toContain(`put this line into lake.config.yml and deploy again:\nexistingLakeBucket: ${LAKE}`);
        expect(await stackState()).toBeNull();
    });

    test('with that line says the same of the bucket of exports', async () => {
        writeSettings(pools, 20, ...REPORT_SETTINGS, `existingLakeBucket: ${LAKE}`);

        expect((await serverless('deploy')).out).toContain(`\nexistingExportBucket: ${EXPORTS}`);
    });

    test('with both lines goes through: the old rows are there, and new ones come', async () => {
        writeSettings(pools, 20, ...REPORT_SETTINGS, `existingLakeBucket: ${LAKE}`, `existingExportBucket: ${EXPORTS}`);
        const more = eventsOf(pools.firehose, 'more', 5);

        const { code, out } = await serverless('deploy');
        await putOnStream(ACTIVITY_STREAM, more);

        expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
        expect(
            await eventually(
                async () => idsIn('firehose'),
                ({ length }) => length >= direct.length + guessed.length + more.length,
            ),
        ).toEqual(idsOf([...direct, ...guessed, ...more]));
        await exportObject(exportKey(pools.s3, 'later'), gzipSync(eventsOf(pools.s3, 'later', 3).join('\n')));
        expect(
            await eventually(
                async () => idsIn('s3_export'),
                ({ length }) => length >= exported.length + 4,
            ),
        ).toHaveLength(exported.length + 4);
    });
});
