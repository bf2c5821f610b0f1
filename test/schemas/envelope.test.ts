/** Tests of the envelope of CloudWatch Logs. What unwrapping makes of it is tested in test/lib/transform/decode/unwrap.test.ts. */
import { expect, test } from 'vitest';
import { envelope, isEnvelope } from '../../schemas/envelope.ts';

test('an envelope is read as the documentation shows it', () => {
    const found = envelope.parse({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logStream: 's',
        subscriptionFilters: ['f'],
        logEvents: [
            { id: '3195310660696698337880902507980421114328961542429EXAMPLE', timestamp: 1432826855000, message: '{}' },
        ],
    });

    expect(found).toEqual({
        messageType: 'DATA_MESSAGE',
        logEvents: [
            { id: '3195310660696698337880902507980421114328961542429EXAMPLE', timestamp: 1432826855000, message: '{}' },
        ],
    });
});

test('an object is one with a type and events', () => {
    expect([
        isEnvelope({ messageType: 1, logEvents: 1 }),
        isEnvelope({ logEvents: [] }),
        isEnvelope({ messageType: '' }),
    ]).toEqual([true, false, false]);
});
