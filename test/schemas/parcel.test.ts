/** Tests of writing and parsing parcels. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LAST_MS } from '../../schemas/instant.ts';
import { isParcel, parcel, writeParcel } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { anyText } from '../support/any-text.ts';

test('a parcel is one line of JSON in the designed format', () => {
    const line = writeParcel({
        text: '{"a":1}',
        arrivedAt: 1767225600123,
        ingestPath: 'cloudwatch_logs',
        logEventId: '7',
    });

    expect(line).toBe(
        '{"cognito_log_lake":1,"arrived_at":1767225600123,"ingest_path":"cloudwatch_logs","log_event_id":"7",' +
            '"text":"{\\"a\\":1}"}',
    );
});

test('a parcel has no log_event_id if the event has none', () => {
    expect(writeParcel({ text: '', arrivedAt: 0, ingestPath: 'backfill', logEventId: null })).toBe(
        '{"cognito_log_lake":1,"arrived_at":0,"ingest_path":"backfill","text":""}',
    );
});

test('a parcel of any text is parsed to the same content', () => {
    const content = fc.record({
        text: anyText(),
        arrivedAt: fc.integer({ min: 0, max: LAST_MS }),
        ingestPath: fc.constantFrom(...INGEST_PATHS),
        logEventId: fc.option(fc.string()),
    });

    fc.assert(
        fc.property(content, (parcelled) => {
            const line = writeParcel(parcelled);
            const { text, arrived_at, ingest_path, log_event_id = null } = parcel.parse(JSON.parse(line));

            expect({ text, arrivedAt: arrived_at, ingestPath: ingest_path, logEventId: log_event_id }).toEqual(
                parcelled,
            );
            expect(line).not.toContain('\n');
        }),
        { numRuns: 2000 },
    );
});

test('isParcel recognises a parcel by its key', () => {
    expect([isParcel({ cognito_log_lake: 'x' }), isParcel({ eventSource: 'x' })]).toEqual([true, false]);
});
