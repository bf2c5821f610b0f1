/** Tests of the user activity schema: it accepts any object. test/lib/transform/to-line.test.ts tests the columns. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTIVITY_FIELDS, readUserActivity } from '../../schemas/user-activity.ts';

test('the message fields are the documented ones and two others that occur', () => {
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

test('each field is read from its object', () => {
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

    const read = readUserActivity(record);

    expect(read).toEqual({
        raw: { record, message, logSourceId },
        eventTimestamp: Date.UTC(2026, 0, 1),
        eventSource: 'source',
        logLevel: 'level',
        message: { ...names, ...READ_AS, challenges: { names: ['a'], results: ['b'] } },
        logSourcePool: 'a_1',
    });
});

test('any object is accepted', () => {
    fc.assert(
        fc.property(
            fc.dictionary(
                fc.oneof(fc.string(), fc.constantFrom('message', 'logSourceId', 'eventTimestamp')),
                fc.jsonValue(),
            ),
            (record) => {
                expect(() => readUserActivity(record)).not.toThrow();
            },
        ),
        { numRuns: 1000 },
    );
});
