/** The files of samples/: the sample events in every export format, small enough to read. */
import { controlMessage } from '../../lib/generate/log-envelope.ts';
import { exportKey } from '../../lib/generate/s3-export.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { envelope, inOrder, parcelOf } from './sample-records.ts';
import { attackEvents } from './attack.ts';
import { newSampleUser, sampleUser, SHOP_POOL, STAFF_POOL } from './sample-users.ts';
import { invokeLocalEvent, savedEvent } from './firehose-files.ts';
import { deliveryErrors, newsletterEvents } from './newsletter.ts';
import { brokenEvent, oddForms } from './odd-forms.ts';
import { ordinaryDay, type SampleDay } from './ordinary-days.ts';
import { storedGzip } from './stored-gzip.ts';
import { eventsOf, documentedEventsOf } from './user-actions.ts';

type SampleEvents = readonly GeneratedEvent[];

const toNdjson = (events: SampleEvents): string => events.map(({ text }) => `${text}\n`).join('');
const eventsOfPool = (events: SampleEvents, pool: string): SampleEvents =>
    events.filter(({ poolId }) => poolId === pool);
const activityOnly = (events: SampleEvents): SampleEvents => events.filter(({ kind }) => kind === 'activity');
const notificationsOnly = (events: SampleEvents): SampleEvents => events.filter(({ kind }) => kind === 'notification');

/** An object as Cognito exports it: no newline after the last record. */
const exportedObject = (day: SampleDay, suffix: string, events: SampleEvents): readonly [string, Buffer] => [
    exportKey(SHOP_POOL, day, suffix),
    storedGzip(toNdjson(inOrder(events)).trimEnd()),
];

const shopMonday = (): SampleEvents => [
    ...eventsOfPool(ordinaryDay('2026-01-12'), SHOP_POOL),
    ...activityOnly(newsletterEvents()),
];
const shopTuesday = (): SampleEvents => [...eventsOfPool(ordinaryDay('2026-01-13'), SHOP_POOL), ...attackEvents()];

const staffMonday = (): string =>
    toNdjson([
        ...inOrder(eventsOfPool(ordinaryDay('2026-01-12'), STAFF_POOL)),
        ...brokenEvent('cut-off', '2026-01-12T17:00:00Z'),
        ...brokenEvent('pool-a-path', '2026-01-12T17:01:00Z'),
    ]);

/** The form of the AWS documentation, as saved by an editor, with one event of an unknown source. */
const prettyPrinted = (): string =>
    [
        ...documentedEventsOf({ user: sampleUser('ana'), at: '2026-01-14T16:05:00Z' }),
        ...documentedEventsOf({
            user: newSampleUser('tomoko', 20),
            at: '2026-01-14T16:20:00Z',
            eventType: 'SignUp',
            steps: [['InProgress'], ['Pass']],
        }),
        ...brokenEvent('source-unknown', '2026-01-14T16:25:00Z'),
    ]
        .map(({ text }) => `${JSON.stringify(JSON.parse(text), null, 4)}\n`)
        .join('');

/** No newlines, a user name with braces, and a duplicate of an event of Monday: delivery is at-least-once. */
const runTogether = (): string =>
    [
        ...eventsOf({ user: newSampleUser('tom}{"', 21), at: '2026-01-14T18:00:00Z' }),
        ...eventsOf({ user: sampleUser('李雷'), at: '2026-01-14T18:10:00Z' }),
        ...shopMonday().slice(0, 1),
    ]
        .map(({ text }) => text)
        .join('');

const withBroken = (): Buffer =>
    envelope([
        ...eventsOf({ user: sampleUser('hugo'), at: '2026-01-14T15:30:00Z' }),
        ...brokenEvent('comma-missing', '2026-01-14T15:40:00Z'),
        ...brokenEvent('list', '2026-01-14T15:41:00Z'),
    ]);

const staffTuesday = (): Buffer => envelope(eventsOfPool(ordinaryDay('2026-01-13'), STAFF_POOL));

const lambdaEvent = (): string =>
    `${JSON.stringify({ awslogs: { data: staffTuesday().toString('base64') } }, null, 4)}\n`;

/** A raw backup of a stream: gzip and plain records, concatenated without a delimiter. */
const rawBackup = (): Buffer => {
    const at = (time: string): SampleEvents =>
        eventsOf({ user: sampleUser('ines@example.com'), at: `2026-01-14T${time}Z` });
    return Buffer.concat([
        envelope(at('10:00:00')),
        Buffer.from(toNdjson(at('10:30:00')).replaceAll('\n', '')),
        ...at('10:45:00').map((event) => Buffer.from(`${parcelOf(event)}\n`)),
        envelope(at('11:00:00')),
        ...brokenEvent('pool-missing', '2026-01-14T11:05:00Z').map(({ text }) => Buffer.from(text)),
    ]);
};

const STREAM = 'cognito-log-lake-dev-user-activity';
const BACKUP = `raw/${STREAM}/2026/01/14/10/${STREAM}-1-2026-01-14-10-00-05-5b0c7c1e-0000-4000-8000-0000000000cc`;

/** Contents of all generated files, by their path within samples/. */
export const sampleFiles = (): ReadonlyMap<string, Buffer> => {
    const wednesday = ordinaryDay('2026-01-14');
    const exports: readonly (readonly [string, Uint8Array | string])[] = [
        exportedObject('2026-01-12', '5b0c7c1e', shopMonday()),
        exportedObject('2026-01-13', '5b0c7c1f', shopTuesday()),
        ['ndjson/staff-2026-01-12.ndjson', staffMonday()],
        ['ndjson/odd-forms-2026-01-11.ndjson', toNdjson(oddForms())],
        ['json/pretty-printed.json', prettyPrinted()],
        ['json/run-together.json', runTogether()],
        ['CloudWatchLogs/sms-and-mail-2026-01-12.gz', envelope(notificationsOnly(newsletterEvents()))],
        [
            'CloudWatchLogs/several-pools-types-and-days.gz',
            Buffer.concat([envelope(deliveryErrors()), envelope(wednesday)]),
        ],
        ['CloudWatchLogs/with-broken-events.gz', withBroken()],
        ['CloudWatchLogs/control-message.gz', storedGzip(controlMessage(Date.parse('2026-01-14T12:00:00Z')))],
        ['lambda/awslogs-event.json', lambdaEvent()],
        ['firehose/saved-event.json', savedEvent()],
        [BACKUP, rawBackup()],
    ];
    return new Map([
        ...exports.map(([path, contents]) => [`exports/${path}`, Buffer.from(contents)] as const),
        ['firehose-event.json', invokeLocalEvent()] as const,
    ]);
};
