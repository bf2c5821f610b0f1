/** Tests of the fast writer of rows: its output equals that of JSON.stringify. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainFieldsSource } from '../../../../build.mjs';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { normalise, type Normalised } from '../../../../lib/transform/row/normalise.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { isPlain } from '../../../../lib/transform/row/plain-field.ts';
import { plainFields } from '../../../../lib/transform/row/plain-fields.ts';
import { USER_ACTIVITY_COLUMNS } from '../../../../schemas/columns.ts';
import { activityText } from '../../../support/sample-events.ts';
import { ARRIVED_AT } from '../../../support/transform-batch.ts';
import { anyText } from '../../../support/any-text.ts';

const normalised = (text: string): Normalised & { readonly table: 'user_activity' } => {
    const parsed = parse({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
    if (!('kind' in parsed) || parsed.kind !== 'user_activity') throw new Error('not user activity');
    const event = normalise(parsed);
    if (event.table !== 'user_activity') throw new Error('not user activity');
    return event;
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

test('plainFields writes every column in the order of the table', () => {
    const { row } = normalised(activityText(FULL));

    const written = `{${plainFields(row)}}`;

    expect(Object.keys(JSON.parse(written))).toEqual(USER_ACTIVITY_COLUMNS.map(({ name }) => name));
    expect(written).toBe(JSON.stringify(row));
});

const anyField = fc.oneof(
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

test('plainFields equals JSON.stringify for any plain text', () => {
    const names = fc.constantFrom(...Object.keys(FULL), 'other', '[odd', 'o.d');
    let [runs, plain] = [0, 0];

    fc.assert(
        fc.property(fc.dictionary(names, anyField, { maxKeys: 8 }), (fields) => {
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

test('plain-fields.ts is what build.mjs makes from the columns', () => {
    const path = join(packageRoot(), 'lib', 'transform', 'row', 'plain-fields.ts');

    expect(readFileSync(path, 'utf8')).toBe(plainFieldsSource(USER_ACTIVITY_COLUMNS));
});
