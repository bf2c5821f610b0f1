/** Tests of the row of user activity: a wrong value leaves its column NULL and is kept in the extra columns. */
import { describe, expect, test } from 'vitest';
import { ARRIVED_AT } from '../../../support/transform-batch.ts';
import { activityText, extrasOf, rowOf } from '../../../support/sample-events.ts';

describe('a value that does not fit its column', () => {
    test.each([
        ['creationDate', 'yesterday', 'yesterday'],
        ['creationDate', { at: 1 }, '{"at":1}'],
        ['creationDate', 'Wed Feb 31 00:00:00 UTC 2026', 'Wed Feb 31 00:00:00 UTC 2026'],
        ['eventFeedbackDate', '2026-02-31', '2026-02-31'],
        ['compromisedCredentialDetected', 'perhaps', 'perhaps'],
        ['compromisedCredentialsDetected', 2, '2'],
        ['hasContextData', [true], '[true]'],
        ['challenges', { names: [] }, '{"names":[]}'],
        ['challenges', 7, '7'],
        ['challenges', '[broken', '[broken'],
        ['riskLevel', 'Extreme', 'Extreme'],
        ['riskLevel', { level: 'High' }, '{"level":"High"}'],
    ])('the field %s with %j is NULL, and the extra columns keep the value', (name, value, kept) => {
        const usual = rowOf(activityText({ creationDate: null }));

        const row = rowOf(activityText({ creationDate: null, [name]: value }));

        expect(row).toEqual({
            ...usual,
            record_id: row['record_id'],
            extra_names: [`message.${name}`],
            extra_values: [kept],
        });
    });

    test.each([
        'creationDate',
        'eventFeedbackDate',
        'compromisedCredentialDetected',
        'hasContextData',
        'challenges',
        'riskLevel',
        'userName',
        'city',
    ])('the field %s with null, "" or "null" is NULL and not in the extra columns', (name) => {
        const rows = [null, '', 'null'].map((value) =>
            rowOf(activityText({ creationDate: null, userName: null, [name]: value })),
        );

        const blank = rowOf(activityText({ creationDate: null, userName: null }));

        expect(rows).toEqual(rows.map(({ record_id }) => ({ ...blank, record_id })));
    });

    test.each([
        [12, '12'],
        [true, 'true'],
        [['a', 1], '["a",1]'],
        [{ a: null }, '{"a":null}'],
    ])('the value %j in a string column becomes a string', (userName, expected) => {
        expect(rowOf(activityText({ userName }))['user_name']).toBe(expected);
    });
});

test('known words are normalised and not in the extra columns', () => {
    const row = rowOf(
        activityText({
            eventResponse: 'IN_PROGRESS',
            riskLevel: 'HIGH',
            riskDecision: 'ACCOUNT_TAKEOVER',
            challenges: ['Mfa:Failure'],
        }),
    );

    expect([
        row['event_response'],
        row['risk_level'],
        row['risk_decision'],
        row['risk_decision_raw'],
        row['challenge_names'],
        row['challenge_results'],
        extrasOf(row),
    ]).toEqual(['InProgress', 'High', 'AccountTakeover', 'ACCOUNT_TAKEOVER', ['Mfa'], ['Failure'], {}]);
});

describe('feedback', () => {
    test('feedback fills its three columns', () => {
        const row = rowOf(
            activityText({
                eventFeedbackValue: 'Invalid',
                eventFeedbackProvider: 'Admin',
                eventFeedbackDate: 'Fri Jan 02 10:00:00 UTC 2026',
            }),
        );

        expect([row['feedback_value'], row['feedback_provider'], row['feedback_at']]).toEqual([
            'Invalid',
            'Admin',
            '2026-01-02 10:00:00.000',
        ]);
    });
});

describe('the two spellings of a compromised credential', () => {
    test.each([
        [{ compromisedCredentialsDetected: 'true' }, true, {}],
        [{ compromisedCredentialDetected: true, compromisedCredentialsDetected: 'true' }, true, {}],
        [
            { compromisedCredentialDetected: 'false', compromisedCredentialsDetected: 'true' },
            false,
            { 'message.compromisedCredentialsDetected': 'true' },
        ],
        [
            { compromisedCredentialDetected: 'perhaps', compromisedCredentialsDetected: 1 },
            true,
            { 'message.compromisedCredentialDetected': 'perhaps' },
        ],
    ])('the message %j is %s, and the extra columns keep other values', (message, expected, extras) => {
        const row = rowOf(activityText(message));

        expect({ value: row['compromised_credential_detected'], extras: extrasOf(row) }).toEqual({
            value: expected,
            extras,
        });
    });
});

describe('the time of an event', () => {
    const at = (eventTimestamp: unknown, creationDate: unknown = null): object => {
        const row = rowOf(activityText({ creationDate }, { eventTimestamp }));
        const { event_at, event_at_source, dt } = row;
        return { event_at, event_at_source, dt, extras: extrasOf(row) };
    };
    const byArrival = { event_at: '2026-01-01 00:00:05.000', event_at_source: 'arrival', dt: '2026-01-01' };

    test.each([
        [1767139200123, '2025-12-31 00:00:00.123', '2025-12-31'],
        ['1767139200', '2025-12-31 00:00:00.000', '2025-12-31'],
        ['2025-12-31T01:02:03.456+01:00', '2025-12-31 00:02:03.456', '2025-12-31'],
        ['Wed Dec 31 23:59:59 UTC 2025', '2025-12-31 23:59:59.000', '2025-12-31'],
        [ARRIVED_AT + 86_400_000, '2026-01-02 00:00:05.000', '2026-01-02'],
        [Date.UTC(2020, 0, 1), '2020-01-01 00:00:00.000', '2020-01-01'],
    ])('the time %j is used', (written, event_at, dt) => {
        expect(at(written)).toEqual({ event_at, event_at_source: 'event', dt, extras: {} });
    });

    test.each([
        1e20,
        -1,
        0,
        '86400000',
        'soon',
        '1e20',
        ARRIVED_AT + 86_400_001,
        Date.UTC(2020, 0, 1) - 1,
        true,
        {},
        '2026-02-31T00:00:00Z',
    ])('the time %j is implausible: event_at is the arrival time, and the extra columns keep the value', (written) => {
        expect(at(written)).toEqual({
            ...byArrival,
            extras: { eventTimestamp: typeof written === 'string' ? written : JSON.stringify(written) },
        });
    });

    test('the start of the attempt takes precedence over the arrival time', () => {
        expect(at('soon', 'Thu Jan 01 00:00:03 UTC 2026')).toEqual({
            event_at: '2026-01-01 00:00:03.000',
            event_at_source: 'creation',
            dt: '2026-01-01',
            extras: { eventTimestamp: 'soon' },
        });
    });

    test('an implausible start stays in its column', () => {
        const row = rowOf(activityText({ creationDate: 'Thu Jan 01 00:00:00 UTC 1998' }, { eventTimestamp: '' }));

        expect({ at: row['event_at'], started: row['started_at'], extras: extrasOf(row) }).toEqual({
            at: '2026-01-01 00:00:05.000',
            started: '1998-01-01 00:00:00.000',
            extras: {},
        });
    });
});
