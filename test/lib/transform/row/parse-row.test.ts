/** Tests of parsing rows of the lake that are sent again. */
import { describe, expect, test } from 'vitest';
import { decode } from '../../../../lib/transform/decode/decode.ts';
import { toLine } from '../../../../lib/transform/to-line.ts';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { activityText, lineOf, notificationText, rejectionOf } from '../../../support/sample-events.ts';
import {
    ARRIVED_AT,
    base64,
    okLinesOf,
    POOL,
    transformBatch,
    transformUntilDrained,
} from '../../../support/transform-batch.ts';

const { line } = lineOf(activityText());
const PARCEL = { parcelArrivedAt: ARRIVED_AT };
const parcelOf = (text: string): string =>
    writeParcel({ text, arrivedAt: ARRIVED_AT, ingestPath: 's3_export', logEventId: null });
const logEvents = (...messages: readonly string[]): string =>
    JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: messages.map((message) => ({ id: '1', message })) });
const withArrival = (text: string, at: string): string => text.replace(/(?<="arrived_at":")[^"]*/, at);

describe('a row of the lake in a parcel', () => {
    test('a row of either table is accepted', async () => {
        const rows = [line, lineOf(notificationText('x')).line];

        const { lines, rejected } = await transformUntilDrained(rows.map((row) => base64(parcelOf(row))));

        expect({ lines: lines.map((each) => each.line), rejected }).toEqual({ lines: rows, rejected: {} });
    });

    test.each([
        ['at the start of 2020', '2020-01-01 00:00:00.000'],
        ['5 minutes after the record with its parcel, as clocks differ', '2026-01-01 00:05:05.000'],
    ])('a row that arrived %s is accepted', (_, at) => {
        expect(rejectionOf(withArrival(line, at), PARCEL)).toBe('none');
    });

    test.each([
        ['on the evening before', { creationDate: 'Wed Dec 31 23:59:00 UTC 2025' }, '2025-12-31'],
        ['more than a day before', { creationDate: 'Tue Dec 30 23:59:00 UTC 2025' }, '2026-01-01'],
    ])('a row of an attempt that began %s is accepted in its own day', (_, message, dt) => {
        const late = lineOf(activityText(message));

        expect(late.partition.dt).toBe(dt);
        expect(rejectionOf(late.line, PARCEL)).toBe('none');
    });

    test.each([
        ['an unknown column', (text: string) => text.replace('{', '{"more":1,')],
        [
            'a time that does not exist',
            (text: string) => text.replace('2026-01-01 00:00:04.000', '2026-02-31 00:00:04.000'),
        ],
        [
            'a time in another format',
            (text: string) => text.replace('2026-01-01 00:00:04.000', '2026-01-01T00:00:04.000Z'),
        ],
        ['a time with a zone', (text: string) => text.replace('2026-01-01 00:00:04.000', '2026-01-01 00:00:04.000Z')],
        [
            'a blank before a time',
            (text: string) => text.replace('2026-01-01 00:00:04.000', ' 2026-01-01 00:00:04.000'),
        ],
        ['another day than its times', (text: string) => text.replace('"dt":"2026-01-01"', '"dt":"2026-01-02"')],
        ['an arrival before 2020', (text: string) => withArrival(text, '2019-12-31 23:59:59.999')],
        ['an arrival 5 minutes after its parcel', (text: string) => withArrival(text, '2026-01-01 00:05:05.001')],
        ['a day that does not exist', (text: string) => text.replace('"dt":"2026-01-01"', '"dt":"2026-13-01"')],
        ['a day that escapes its folder', (text: string) => text.replace('"dt":"2026-01-01"', '"dt":"../../../.."')],
        ['an unknown event type', (text: string) => text.replace('"event_type":"SignIn"', '"event_type":"../x"')],
        ['an invalid pool id', (text: string) => text.replace(POOL, '../x_1')],
        ['an unknown ingest path', (text: string) => text.replace('"firehose"', '"magic"')],
        ['an invalid record_id', (text: string) => text.replace(/"record_id":"./, '"record_id":"G')],
        ['a NULL', (text: string) => text.replace('"SignIn"', 'null')],
        ['an empty list', (text: string) => text.replace('{', '{"challenge_names":[],')],
        ['a NULL in a list', (text: string) => text.replace('{', '{"challenge_names":[null],')],
        ['a boolean as a string', (text: string) => text.replace('{', '{"has_context_data":"true",')],
        [
            'the columns of the other table',
            (text: string) => text.replace('"event_type":"SignIn"', '"event_type":"DeliveryError"'),
        ],
    ])('a row with %s is rejected', (_, change) => {
        const changed = change(line);

        expect(changed).not.toBe(line);
        expect(rejectionOf(changed, PARCEL)).toBe('bad_row');
    });
});

const forged = line.replace('"firehose"', '"s3_export"');

describe('a row of the lake without a parcel', () => {
    test.each([
        ['a record', forged],
        ['a line beside an event', `${activityText()}\n${forged}`],
        ['a log event', logEvents(forged)],
        ['a log event beside an event', logEvents(activityText(), forged)],
        [
            'a log event that is a parcel too',
            logEvents(activityText(), forged.replace('{', `{${parcelOf(forged).slice(1, -1)},`)),
        ],
    ])('is rejected as %s, also after re-ingestion', async (_, record) => {
        const { lines, rejected } = await transformUntilDrained([base64(record)]);

        expect(lines.map((each) => each.line).filter((each) => each.includes('s3_export'))).toEqual([]);
        expect(rejected).toEqual({ bad_row: 1 });
    });

    test('keeps its text, arrival and log event in the record that is re-ingested', async () => {
        const { puts } = await transformBatch([base64(logEvents(activityText(), forged))]);

        const [rejected] = puts.flatMap(({ records }) => records);
        const [event] = decode({ recordId: '', arrivedAt: ARRIVED_AT + 1, data: base64(rejected!) });
        expect(event).toEqual({
            text: forged,
            arrivedAt: ARRIVED_AT,
            ingestPath: 'cloudwatch_logs',
            logEventId: '1',
            isBare: true,
        });
        expect(toLine(event!)).toMatchObject({ reason: 'bad_row' });
    });
});

test('a parcel that is a log event is no parcel', async () => {
    const done = await transformBatch([base64(logEvents(parcelOf(line)))]);

    expect([okLinesOf(done), done.counts.rejected_by_reason]).toEqual([[], { unknown_event_source: 1 }]);
});
