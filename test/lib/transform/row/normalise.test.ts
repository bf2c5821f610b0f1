/** Tests of normalised rows: they have the columns of the schema, in order. */
import { describe, expect, test } from 'vitest';
import { normalise } from '../../../../lib/transform/row/normalise.ts';
import { parse, type ParsedActivity, type ParsedNotification } from '../../../../lib/transform/row/parse.ts';
import { PARTITION_COLUMNS, TABLES, type Column } from '../../../../schemas/columns.ts';
import { ARRIVED_AT } from '../../../support/transform-batch.ts';
import { activityText, lineOf, notificationText } from '../../../support/sample-events.ts';

const parsed = (text: string): ParsedActivity | ParsedNotification => {
    const event = parse({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null });
    if ('reason' in event || event.kind === 'row') throw new Error('not an event');
    return event;
};

const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);

const FULL_MESSAGE = {
    version: '1',
    eventId: 'a',
    eventType: 'SignIn',
    userSub: 'b',
    userName: 'c',
    clientId: 'd',
    creationDate: 1767225600000,
    eventResponse: 'Pass',
    riskLevel: 'Low',
    riskDecision: 'PASS',
    challenges: ['Mfa:Failure'],
    deviceName: 'e',
    ipAddress: 'f',
    requestId: 'g',
    idpName: 'h',
    compromisedCredentialDetected: true,
    hasContextData: true,
    city: 'i',
    country: 'j',
    eventFeedbackValue: 'k',
    eventFeedbackDate: 1767225600000,
    eventFeedbackProvider: 'l',
    more: 1,
};

describe.each([
    ['user_activity', activityText(FULL_MESSAGE)],
    ['user_notification', notificationText('Rate exceeded', { more: 1 })],
] as const)('a row of %s', (table, text) => {
    test('the row has the columns of the schema, in order', () => {
        expect(Object.keys(normalise(parsed(text)).row)).toEqual(names(TABLES[table]));
    });

    test('the line of a row with all columns has them and the partition columns, in order', () => {
        expect(Object.keys(JSON.parse(lineOf(text).line))).toEqual([
            ...names(TABLES[table]),
            ...names(PARTITION_COLUMNS),
        ]);
    });
});
