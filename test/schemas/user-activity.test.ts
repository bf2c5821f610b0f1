/** Tests of the schema of user activity: it takes any object. The columns are tested with the rows: test/lib/transform/answerable.test.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTIVITY_FIELDS, userActivity } from '../../schemas/user-activity.ts';

test('the fields of a message are those of the documentation, and the two beside that are written elsewhere', () => {
    expect([...ACTIVITY_FIELDS.message].toSorted()).toEqual([
        'challenges',
        'city',
        'clientId',
        'compromisedCredentialDetected',
        'compromisedCredentialsDetected',
        'country',
        'creationDate',
        'deviceName',
        'eventFeedbackDate',
        'eventFeedbackProvider',
        'eventFeedbackValue',
        'eventId',
        'eventResponse',
        'eventType',
        'hasContextData',
        'idpName',
        'ipAddress',
        'requestId',
        'riskDecision',
        'riskLevel',
        'userName',
        'userPoolId',
        'userSub',
        'version',
    ]);
});

const READ_AS = {
    creationDate: Date.UTC(2026, 0, 1),
    eventFeedbackDate: Date.UTC(2026, 0, 1),
    compromisedCredentialDetected: true,
    compromisedCredentialsDetected: true,
    hasContextData: true,
};
const WRITTEN = {
    creationDate: '2026-01-01T00:00:00Z',
    eventFeedbackDate: '2026-01-01T00:00:00Z',
    compromisedCredentialDetected: 'true',
    compromisedCredentialsDetected: 'true',
    hasContextData: 'true',
    challenges: ['a:b'],
};

test('each field is read from where it stands', () => {
    const names = Object.fromEntries([...ACTIVITY_FIELDS.message].map((name) => [name, name]));
    const message = { ...names, ...WRITTEN };
    const logSourceId = { userPoolId: 'a_1' };
    const record = {
        eventTimestamp: '2026-01-01T00:00:00Z',
        eventSource: 'source',
        logLevel: 'level',
        message,
        logSourceId,
    };

    const read = userActivity.parse(record);

    expect(read).toEqual({
        raw: { record, message, logSourceId },
        eventTimestamp: Date.UTC(2026, 0, 1),
        eventSource: 'source',
        logLevel: 'level',
        message: { ...names, ...READ_AS, challenges: { names: ['a'], results: ['b'] } },
        logSourcePool: 'a_1',
    });
});

test('any object is read', () => {
    fc.assert(
        fc.property(
            fc.dictionary(
                fc.oneof(fc.string(), fc.constantFrom('message', 'logSourceId', 'eventTimestamp')),
                fc.jsonValue(),
            ),
            (record) => {
                expect(userActivity.safeParse(record).success).toBe(true);
            },
        ),
        { numRuns: 1000 },
    );
});

test.each([[], null, 'a', 7])('%j is none', (value) => {
    expect(userActivity.safeParse(value).success).toBe(false);
});
