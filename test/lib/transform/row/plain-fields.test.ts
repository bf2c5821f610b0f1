/** Tests of the quick writer of rows: it writes what JSON.stringify writes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise, type Normalised } from '../../../../lib/transform/row/normalise.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { isPlain, plainFields } from '../../../../lib/transform/row/plain-fields.ts';
import { USER_ACTIVITY_COLUMNS } from '../../../../schemas/columns.ts';
import { activityText } from '../../../support/given-events.ts';
import { ARRIVED_AT } from '../../../support/given-firehose.ts';
import { anyText } from '../../../support/any-text.ts';

const normalised = (text: string): Normalised & { readonly table: 'user_activity' } => {
    const parsed = parse({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
    if (!('kind' in parsed) || parsed.kind !== 'user_activity') throw new Error('no activity');
    const found = normalise(parsed);
    if (found.table !== 'user_activity') throw new Error('no activity');
    return found;
};

const FULL = {
    version: '1',
    eventId: 'e',
    eventType: 'SignIn',
    userSub: 's',
    userName: 'ana',
    clientId: 'c',
    creationDate: 'Thu Jan 01 00:00:00 UTC 2026',
    eventResponse: 'Pass',
    riskLevel: 'Low',
    riskDecision: 'PASS',
    challenges: ['Password:Success', 'Mfa:'],
    deviceName: 'd',
    ipAddress: '192.0.2.1',
    requestId: 'r',
    idpName: 'i',
    compromisedCredentialDetected: 'false',
    hasContextData: true,
    city: 'Zürich',
    country: '日本 \u{1F600}',
    eventFeedbackValue: 'Valid',
    eventFeedbackDate: 1767225600123,
    eventFeedbackProvider: 'p',
    newField: { part: [1, 'a'], none: '' },
};

test('every column is written, in the order of the table', () => {
    const { row } = normalised(activityText(FULL));

    const written = `{${plainFields(row)}}`;

    expect(Object.keys(JSON.parse(written))).toEqual(USER_ACTIVITY_COLUMNS.map(({ name }) => name));
    expect(written).toBe(JSON.stringify(row));
});

const anything = fc.oneof(
    anyText(),
    fc.constantFrom(
        '',
        'null',
        '[',
        '{"a":1}',
        '[]',
        'a\u007f\u2028',
        "'=1+1",
        true,
        0,
        1e300,
        -0,
        null,
        [],
        ['a:b'],
        ['{"c"}:"d"'],
        { ChallengeName: '[' },
    ),
    fc.jsonValue({ maxDepth: 2 }),
);

test('whatever the fields hold, a plain text gives the line that JSON.stringify gives', () => {
    const names = fc.constantFrom(...Object.keys(FULL), 'other', '[odd', 'o.d');
    let [runs, plain] = [0, 0];

    fc.assert(
        fc.property(fc.dictionary(names, anything, { maxKeys: 8 }), (fields) => {
            const text = activityText(fields);
            runs += 1;
            if (!isPlain(text)) return;
            const { row } = normalised(text);
            plain += 1;
            expect(`{${plainFields(row)}}`).toBe(JSON.stringify(row));
        }),
        { numRuns: 2000 },
    );

    expect(plain / runs).toBeGreaterThan(0.1);
});

test.each(['"\\u0041"', '"\\""', '{"a":"\\\\"}', '"a\ud800"', '"\udc00"'])('%j is not plain', (json) => {
    expect(isPlain(json)).toBe(false);
});

test.each(['"é"', '"\u{1F600}"', '{"a":"[{"}', '"\u007f\u2028"'])('%j is plain', (json) => {
    expect(isPlain(json)).toBe(true);
});
