/** Lays the story out in files: every way in which exports lie about, small enough to read. */
import { controlMessage } from '../../lib/generate/log-envelope.ts';
import { exportKey } from '../../lib/generate/s3-export.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { envelope, inOrder, parcelOf } from './arrivals.ts';
import { attack } from './attack.ts';
import { newcomer, personNamed, SHOP_POOL, STAFF_POOL } from './cast.ts';
import { invokeLocal, savedEvent } from './firehose-files.ts';
import { deliveryErrors, newsletter } from './newsletter.ts';
import { broken, oddForms } from './odd-forms.ts';
import { ordinaryDay, type Day } from './ordinary-days.ts';
import { storedGzip } from './stored-gzip.ts';
import { tell, tellAsDocumented } from './telling.ts';

type Events = readonly GeneratedEvent[];

const ndjson = (events: Events): string => events.map(({ text }) => `${text}\n`).join('');
const of = (events: Events, pool: string): Events => events.filter(({ poolId }) => poolId === pool);
const activity = (events: Events): Events => events.filter(({ kind }) => kind === 'activity');
const notifications = (events: Events): Events => events.filter(({ kind }) => kind === 'notification');

/** An object as Cognito exports it: no newline after the last record. */
const exported = (day: Day, suffix: string, events: Events): readonly [string, Buffer] => [
    exportKey(SHOP_POOL, day, suffix),
    storedGzip(ndjson(inOrder(events)).trimEnd()),
];

const shopMonday = (): Events => [...of(ordinaryDay('2026-01-12'), SHOP_POOL), ...activity(newsletter())];
const shopTuesday = (): Events => [...of(ordinaryDay('2026-01-13'), SHOP_POOL), ...attack()];

const staffMonday = (): string =>
    ndjson([
        ...inOrder(of(ordinaryDay('2026-01-12'), STAFF_POOL)),
        ...broken('cut-off', '2026-01-12T17:00:00Z'),
        ...broken('pool-a-path', '2026-01-12T17:01:00Z'),
    ]);

/** In the documentation's form, as an editor saves it; one of another service stands among them. */
const prettyPrinted = (): string =>
    [
        ...tellAsDocumented({ who: personNamed('ana'), at: '2026-01-14T16:05:00Z' }),
        ...tellAsDocumented({
            who: newcomer('tomoko', 20),
            at: '2026-01-14T16:20:00Z',
            eventType: 'SignUp',
            steps: [['InProgress'], ['Pass']],
        }),
        ...broken('source-unknown', '2026-01-14T16:25:00Z'),
    ]
        .map(({ text }) => `${JSON.stringify(JSON.parse(text), null, 4)}\n`)
        .join('');

/** Braces in a name, no newline anywhere, and one event of Monday a second time: delivery is at least once. */
const runTogether = (): string =>
    [
        ...tell({ who: newcomer('tom}{"', 21), at: '2026-01-14T18:00:00Z' }),
        ...tell({ who: personNamed('李雷'), at: '2026-01-14T18:10:00Z' }),
        ...shopMonday().slice(0, 1),
    ]
        .map(({ text }) => text)
        .join('');

const withBroken = (): Buffer =>
    envelope([
        ...tell({ who: personNamed('hugo'), at: '2026-01-14T15:30:00Z' }),
        ...broken('comma-missing', '2026-01-14T15:40:00Z'),
        ...broken('list', '2026-01-14T15:41:00Z'),
    ]);

const lambdaEvent = (): string =>
    `${JSON.stringify({ awslogs: { data: envelope(of(ordinaryDay('2026-01-13'), STAFF_POOL)).toString('base64') } }, null, 4)}\n`;

/** What a stream keeps of its arrivals: run together without a delimiter, gzip and plain. */
const rawBackup = (): Buffer => {
    const at = (time: string): Events => tell({ who: personNamed('ines@example.com'), at: `2026-01-14T${time}Z` });
    return Buffer.concat([
        envelope(at('10:00:00')),
        Buffer.from(ndjson(at('10:30:00')).replaceAll('\n', '')),
        ...at('10:45:00').map((event) => Buffer.from(`${parcelOf(event)}\n`)),
        envelope(at('11:00:00')),
        ...broken('pool-missing', '2026-01-14T11:05:00Z').map(({ text }) => Buffer.from(text)),
    ]);
};

const STREAM = 'cognito-log-lake-dev-user-activity';
const BACKUP = `raw/${STREAM}/2026/01/14/10/${STREAM}-1-2026-01-14-10-00-05-5b0c7c1e-0000-4000-8000-0000000000cc`;

/** Every file of samples/ that is made, by its path there. */
export const sampleFiles = (): ReadonlyMap<string, Buffer> => {
    const wednesday = ordinaryDay('2026-01-14');
    const exports: readonly (readonly [string, Uint8Array | string])[] = [
        exported('2026-01-12', '5b0c7c1e', shopMonday()),
        exported('2026-01-13', '5b0c7c1f', shopTuesday()),
        ['ndjson/staff-2026-01-12.ndjson', staffMonday()],
        ['ndjson/odd-forms-2026-01-11.ndjson', ndjson(oddForms())],
        ['json/pretty-printed.json', prettyPrinted()],
        ['json/run-together.json', runTogether()],
        ['CloudWatchLogs/sms-and-mail-2026-01-12.gz', envelope(notifications(newsletter()))],
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
        ['firehose-event.json', invokeLocal()] as const,
    ]);
};
