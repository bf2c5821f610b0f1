/** Tests of the known words. */
import { describe, expect, test } from 'vitest';
import {
    EVENT_RESPONSE_BY_WORD,
    EVENT_TYPE_BY_WORD,
    EVENT_TYPES,
    fold,
    RISK_DECISION_BY_WORD,
    RISK_LEVEL_BY_WORD,
    TABLE_BY_EVENT_SOURCE,
    wordFor,
} from '../../schemas/vocabulary.ts';

test.each(['ACCOUNT_TAKEOVER', 'account takeover', 'AccountTakeover', 'Account-Take_over', ' accounttakeover '])(
    'the word %j is AccountTakeover',
    (written) => {
        expect([fold(written), wordFor(RISK_DECISION_BY_WORD, written)]).toEqual([
            'accounttakeover',
            'AccountTakeover',
        ]);
    },
);

describe('a word', () => {
    test.each([
        [RISK_DECISION_BY_WORD, 'PASS', 'NoRisk'],
        [RISK_DECISION_BY_WORD, 'Pass', 'NoRisk'],
        [RISK_DECISION_BY_WORD, 'NO_RISK', 'NoRisk'],
        [RISK_DECISION_BY_WORD, 'BLOCK', 'Block'],
        [RISK_DECISION_BY_WORD, 'StepUp', undefined],
        [RISK_LEVEL_BY_WORD, 'HIGH', 'High'],
        [RISK_LEVEL_BY_WORD, 'medium', 'Medium'],
        [RISK_LEVEL_BY_WORD, 'None', undefined],
        [EVENT_RESPONSE_BY_WORD, 'IN_PROGRESS', 'InProgress'],
        [EVENT_RESPONSE_BY_WORD, 'fail', 'Fail'],
        [EVENT_TYPE_BY_WORD, 'SIGN_IN', 'SignIn'],
        [EVENT_TYPE_BY_WORD, '__proto__', undefined],
        [EVENT_TYPE_BY_WORD, undefined, undefined],
        [TABLE_BY_EVENT_SOURCE, 'User Auth Events', 'user_activity'],
        [TABLE_BY_EVENT_SOURCE, 'user  activity', 'user_activity'],
        [TABLE_BY_EVENT_SOURCE, 'userNotification', 'user_notification'],
        [TABLE_BY_EVENT_SOURCE, 'USER_ACTIVITY', 'user_activity'],
        [TABLE_BY_EVENT_SOURCE, 'USER_AUTH_EVENTS', 'user_activity'],
        [TABLE_BY_EVENT_SOURCE, 'USER_NOTIFICATION', 'user_notification'],
        [TABLE_BY_EVENT_SOURCE, 'USER_BILLING', undefined],
    ])('a word is found in any spelling, or not at all (%#)', (words, written, expected) => {
        expect(wordFor<string>(words, written)).toBe(expected);
    });
});

test('every event type is found by its own name', () => {
    expect(EVENT_TYPES.map((type) => wordFor(EVENT_TYPE_BY_WORD, type))).toEqual(EVENT_TYPES);
});
