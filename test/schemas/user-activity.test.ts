/** Tests of the schema of user activity: it takes any object. The columns are tested with the rows: test/lib/answerable.test.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTIVITY_FIELDS, userActivity } from '../../schemas/user-activity.ts';

test('the fields of a message are those of the documentation, and the two beside that are written elsewhere', () => {
    expect([...ACTIVITY_FIELDS.message].toSorted()).toEqual([
        'challenges', 'city', 'clientId', 'compromisedCredentialDetected', 'compromisedCredentialsDetected', 'country', 'creationDate', 'deviceName', 'eventFeedbackDate',
        'eventFeedbackProvider', 'eventFeedbackValue', 'eventId', 'eventResponse', 'eventType', 'hasContextData', 'idpName', 'ipAddress', 'requestId', 'riskDecision',
        'riskLevel', 'userName', 'userPoolId', 'userSub', 'version',
    ]);
});

test('any object is read', () => {
    fc.assert(
        fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('message', 'logSourceId', 'eventTimestamp')), fc.jsonValue()), (record) => {
            expect(userActivity.safeParse(record).success).toBe(true);
        }),
        { numRuns: 1000 },
    );
});

test.each([[], null, 'a', 7])('%j is none', (value) => {
    expect(userActivity.safeParse(value).success).toBe(false);
});
