/** Tests of a redrive to a stream, with the real client of the AWS SDK. */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuseManyPartitions } from '../../../../lib/operate/redrive/count-partitions.ts';
import { idsIn } from '../../../../lib/operate/redrive/failed-events.ts';
import { firehoseStream } from '../../../../lib/operate/redrive/firehose-stream.ts';
import type { RedriveSummary } from '../../../../lib/operate/redrive/redrive-summary.ts';
import { streamDestination } from '../../../../lib/operate/redrive/stream-destination.ts';
import { streamLedger, streamLedgerPath } from '../../../../lib/operate/redrive/stream-ledger.ts';
import { findInputs } from '../../../../lib/inputs/find-inputs.ts';
import { redrive, type Redrive } from '../../../../lib/operate/redrive/redrive.ts';
import { notificationText } from '../../../fixtures/records.ts';
import { buildAll, filesOf, givenFiles, replayed, rowsOf, temporaryFolder } from '../../../support/given-replay.ts';
import { errorLine, event, PATH } from '../../../support/given-errors.ts';
import { awsEnvironment, withFirehose, type CallFate, type Firehose } from '../../../support/given-delivery-stream.ts';

beforeAll(buildAll);

let ledgerPath = '';
beforeEach(() => {
    ledgerPath = join(temporaryFolder(), 'ledger');
});

const FAST = 1e9;

type Done = { readonly firehose: Firehose; readonly summary: RedriveSummary };

/** Redrives a folder to a stream whose calls have these fates. */
const sent = async (
    folder: string,
    fates: readonly CallFate[] = [],
    asked: Partial<Redrive> & { name?: string; bytesPerSecond?: number } = {},
): Promise<Done> =>
    withFirehose(fates, async (firehose) => {
        Object.assign(process.env, awsEnvironment(firehose.url));
        const { name = 'dev-user-activity', bytesPerSecond = FAST, ...rest } = asked;
        const destination = await streamDestination(name, await firehoseStream(name), { bytesPerSecond, ledgerPath });
        const all = {
            inputs: await findInputs([folder]),
            pick: {},
            destination,
            isAgain: false,
            onBytes: () => undefined,
            ...rest,
        };
        return { firehose, summary: await redrive(all) };
    });

const many = (count: number, text = (index: number) => event(`u${index}`)): string =>
    givenFiles({ [PATH]: Array.from({ length: count }, (_, index) => errorLine(text(index))).join('') });
/** Seven events that no gzip makes small: more than a call takes. */
const large = (): string => many(7, (index) => event(`u${index}-${randomBytes(650_000).toString('base64')}`));
const namesIn = async (taken: readonly Buffer[]): Promise<readonly unknown[]> => {
    const { lake } = await replayed({ raw: Buffer.concat(taken) });
    return (await rowsOf({ lake }, 'user_activity', 'user_name')).map(({ user_name }) => user_name);
};

describe('a stream', () => {
    test('gets few records of parcels, of which the function makes the rows of the first arrival', async () => {
        const errors = many(120);

        const { firehose, summary } = await sent(errors);

        const { lake } = await replayed({ raw: Buffer.concat(firehose.taken) });
        expect(summary.fates).toMatchObject({ events: 120, sent: 120 });
        expect(firehose.calls.map((records) => records.length)).toEqual([1]);
        expect(await rowsOf({ lake }, 'user_activity', 'distinct arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
        ]);
        expect(await rowsOf({ lake })).toHaveLength(120);
    });

    test('gets calls within the limits, also of large events, and not faster than its pace', async () => {
        const errors = large();
        const startedAt = performance.now();

        const { firehose, summary } = await sent(errors, [], { bytesPerSecond: 10_000_000 });

        const bytes = firehose.calls
            .slice(0, -1)
            .flat()
            .reduce((sum, { length }) => sum + length, 0);
        expect(summary.fates).toMatchObject({ events: 7, sent: 7 });
        expect(firehose.calls.length).toBeGreaterThan(1);
        // Before the last call, those before it have had their time, however long each was on its way; timers may be a little early.
        expect(firehose.at.at(-1)! - startedAt).toBeGreaterThan((bytes / 10_000_000) * 1000 * 0.95);
        expect(firehose.taken.flatMap(idsIn)).toHaveLength(7);
    });

    test('that refuses some records gets those again, and no others', async () => {
        const days = givenFiles({
            [PATH]: Array.from({ length: 60 }, (_, index) =>
                errorLine(
                    event(`u${index}`)
                        .replace('1767225604000', String(Date.UTC(2025, 11, 1 + (index % 30), 10)))
                        .replace(/"creationDate":"[^"]*"/, '"creationDate":""'),
                ),
            ).join(''),
        });

        const { firehose, summary } = await sent(days, [
            { refuseEvery: 2 },
            { refuseEvery: 3 },
            { error: 'ServiceUnavailableException', status: 503 },
        ]);

        expect(summary.fates).toMatchObject({ events: 60, sent: 60, not_taken: 0 });
        expect(firehose.calls.map((records) => records.length)).toEqual([30, 15, 5, 5]);
        expect(await namesIn(firehose.taken)).toHaveLength(60);
    });

    test('gets the events of its own table; the others are told', async () => {
        const errors = givenFiles({ [PATH]: errorLine(event('a')) + errorLine(notificationText) });

        const activity = await sent(errors);
        const notifications = await sent(errors, [], { name: 'dev-user-notification' });

        expect(activity.summary.fates).toMatchObject({ sent: 1, of_other_table: 1 });
        expect(notifications.summary.fates).toMatchObject({ sent: 1, sent_before: 1 });
    });

    test('never gets what is bad still', async () => {
        const { firehose, summary } = await sent(givenFiles({ [PATH]: errorLine('{"broken') + errorLine('{}') }));

        expect(summary.fates).toMatchObject({ events: 2, still_bad: 2, sent: 0 });
        expect(firehose.calls).toEqual([]);
    });
});

describe('the ledger of a stream', () => {
    test('keeps a second run from sending anything, and holds nothing but digests', async () => {
        const errors = many(7);
        await sent(errors);

        const { firehose, summary } = await sent(errors);

        expect(summary.fates).toMatchObject({ events: 7, sent: 0, sent_before: 7 });
        expect(firehose.calls).toEqual([]);
        expect(readFileSync(ledgerPath, 'utf8')).toMatch(/^([0-9a-f]{32} [0-9a-f]{16}\n){7}$/);
        expect(statSync(ledgerPath).mode & 0o777).toBe(0o600);
    });

    test('has what was taken before a call failed for good: another run sends the rest', async () => {
        const errors = large();
        const first = await sent(errors, ['taken', { error: 'AccessDeniedException' }]).catch(
            (error: unknown) => error,
        );

        const { firehose, summary } = await sent(errors);

        expect(first).toMatchObject({
            message:
                'stream dev-user-activity: access is denied. It takes firehose:DescribeDeliveryStream and firehose:PutRecordBatch on the stream.',
        });
        expect(summary.fates.sent).toBeGreaterThan(0);
        expect(summary.fates.sent_before).toBeGreaterThan(0);
        expect(summary.fates.sent + summary.fates.sent_before).toBe(7);
        expect(firehose.taken.flatMap(idsIn)).toHaveLength(summary.fates.sent);
    });

    test('does not have what the stream took without an answer: it comes twice, and the views show it once', async () => {
        const { firehose, summary } = await sent(many(3), ['lost']);

        const { lake } = await replayed({ raw: Buffer.concat(firehose.taken) });
        expect(summary.fates).toMatchObject({ sent: 3 });
        expect(await rowsOf({ lake })).toHaveLength(6);
        expect(await rowsOf({ lake }, 'user_activity', 'distinct *')).toHaveLength(3);
    });

    test('goes on behind a line that was cut off', async () => {
        const errors = many(2);
        await sent(errors);
        appendFileSync(ledgerPath, '0123456789abcdef');

        await sent(many(3));
        const { summary } = await sent(many(3));

        expect(summary.fates).toMatchObject({ sent: 0, sent_before: 3 });
    });

    test('is that of one stream in one region of one account', () => {
        const paths = ['us-west-2:123456789012', 'us-east-1:123456789012', 'us-west-2:210987654321'].map((where) =>
            streamLedgerPath(`arn:aws:firehose:${where}:deliverystream/s`),
        );

        expect(new Set(paths).size).toBe(3);
    });

    test('is not written when nothing was taken', async () => {
        const { summary } = await sent(
            many(2),
            Array.from({ length: 20 }, () => ({ error: 'ServiceUnavailableException', status: 503 })),
        );

        expect(summary.fates).toMatchObject({ sent: 0, not_taken: 2 });
        expect(summary.adds_up).toBe(true);
        expect(filesOf(join(ledgerPath, '..'))).toEqual([]);
    });
});

describe('what is refused', () => {
    test('a stream that is not there', async () => {
        await expect(sent(many(1), [], { name: 'nosuch' })).rejects.toThrow(
            'stream nosuch: there is no such stream. Look at its name',
        );
    });

    test('more than a hundred partitions, before anything is sent', async () => {
        const errors = givenFiles({
            [PATH]: Array.from({ length: 101 }, (_, day) =>
                errorLine(
                    event('a')
                        .replace('1767225604000', String(Date.UTC(2025, 0, 1 + day, 10)))
                        .replace(/"creationDate":"[^"]*"/, '"creationDate":""'),
                ),
            ).join(''),
        });
        await withFirehose([], async (firehose) => {
            Object.assign(process.env, awsEnvironment(firehose.url));
            const destination = await streamDestination(
                'dev-user-activity',
                await firehoseStream('dev-user-activity'),
                { bytesPerSecond: FAST, ledgerPath },
            );
            const asked = {
                inputs: await findInputs([errors]),
                pick: {},
                destination,
                isAgain: false,
                onBytes: () => undefined,
            };

            await expect(refuseManyPartitions(asked)).rejects.toThrow(
                'The events lie in 101 partitions, and more than 100 at once',
            );
            await expect(
                refuseManyPartitions({ ...asked, pick: { types: ['partitioning-failed'] } }),
            ).resolves.toBeUndefined();

            expect(firehose.calls).toEqual([]);
        });
    });

    test('a stream that takes no records that are put, without a second try', async () => {
        // A second try would be taken.
        await expect(sent(many(1), [{ error: 'InvalidSourceException' }])).rejects.toThrow(
            'it does not take records that are put',
        );
    });
});

describe('where the ledger lies', () => {
    const { XDG_STATE_HOME, HOME } = process.env;
    afterEach(() => {
        for (const [name, value] of Object.entries({ XDG_STATE_HOME, HOME })) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    });
    const arn = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/dev-user-activity';

    test('is below XDG_STATE_HOME where that is absolute, else below the home', async () => {
        const home = temporaryFolder();
        process.env['HOME'] = home;
        process.env['XDG_STATE_HOME'] = 'relative';
        expect(streamLedgerPath(arn)).toMatch(
            new RegExp(`^${home}/\\.local/state/cognito-log-lake/redriven/dev-user-activity-[0-9a-f]{16}$`),
        );
        delete process.env['XDG_STATE_HOME'];
        expect(streamLedgerPath(arn)).toMatch(new RegExp(`^${home}/\\.local/state/`));

        process.env['XDG_STATE_HOME'] = join(home, 'state');
        await withFirehose([], async (firehose) => {
            Object.assign(process.env, awsEnvironment(firehose.url));
            const destination = await streamDestination(
                'dev-user-activity',
                await firehoseStream('dev-user-activity'),
                { bytesPerSecond: FAST },
            );
            await redrive({
                inputs: await findInputs([many(1)]),
                pick: {},
                destination,
                isAgain: false,
                onBytes: () => undefined,
            });
        });
        expect(filesOf(join(home, 'state'))).toEqual([
            expect.stringMatching(/^cognito-log-lake\/redriven\/dev-user-activity-[0-9a-f]{16}$/),
        ]);
    });

    test('is a file: what can’t be read as one is told', async () => {
        await expect(streamLedger(temporaryFolder())).rejects.toMatchObject({ code: 'EISDIR' });
    });
});
