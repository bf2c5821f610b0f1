/** Tests of the envelope schema. test/lib/transform/decode/decode.test.ts tests decoding an envelope. */
import { expect, test } from 'vitest';
import { envelope, isEnvelope } from '../../schemas/envelope.ts';

test('the sample envelope of the documentation is parsed', () => {
    const parsed = envelope.parse({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logStream: 's',
        subscriptionFilters: ['f'],
        logEvents: [
            { id: '3195310660696698337880902507980421114328961542429EXAMPLE', timestamp: 1432826855000, message: '{}' },
        ],
    });

    expect(parsed).toEqual({
        messageType: 'DATA_MESSAGE',
        logEvents: [
            { id: '3195310660696698337880902507980421114328961542429EXAMPLE', timestamp: 1432826855000, message: '{}' },
        ],
    });
});

test('an object with messageType and logEvents is an envelope', () => {
    expect([
        isEnvelope({ messageType: 1, logEvents: 1 }),
        isEnvelope({ logEvents: [] }),
        isEnvelope({ messageType: '' }),
    ]).toEqual([true, false, false]);
});
