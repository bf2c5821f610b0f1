/** Tests of the parcel: what is written is read back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LAST_MS } from '../../schemas/instant.ts';
import { isParcel, parcel, writeParcel } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { anyText } from '../support/any-text.ts';

test('a parcel is one line of JSON in the form of the design', () => {
    const line = writeParcel({
        text: '{"a":1}',
        arrivedAt: 1767225600123,
        ingestPath: 'cloudwatch_logs',
        logEventId: '7',
    });

    expect(line).toBe(
        '{"cognito_log_lake":1,"arrived_at":1767225600123,"ingest_path":"cloudwatch_logs","log_event_id":"7","text":"{\\"a\\":1}"}',
    );
});

test('an event without an id of CloudWatch Logs has none in its parcel', () => {
    expect(writeParcel({ text: '', arrivedAt: 0, ingestPath: 'backfill', logEventId: null })).toBe(
        '{"cognito_log_lake":1,"arrived_at":0,"ingest_path":"backfill","text":""}',
    );
});

test('what is written is read back, whatever the text is', () => {
    const parcelled = fc.record({
        text: anyText(),
        arrivedAt: fc.integer({ min: 0, max: LAST_MS }),
        ingestPath: fc.constantFrom(...INGEST_PATHS),
        logEventId: fc.option(fc.string()),
    });

    fc.assert(
        fc.property(parcelled, (given) => {
            const line = writeParcel(given);
            const { text, arrived_at, ingest_path, log_event_id = null } = parcel.parse(JSON.parse(line));

            expect({ text, arrivedAt: arrived_at, ingestPath: ingest_path, logEventId: log_event_id }).toEqual(given);
            expect(line).not.toContain('\n');
        }),
        { numRuns: 2000 },
    );
});

test('a parcel is told by its key', () => {
    expect([isParcel({ cognito_log_lake: 'x' }), isParcel({ eventSource: 'x' })]).toEqual([true, false]);
});
