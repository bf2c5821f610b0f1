/** Tests of reading challenges in each of their formats. */
import { describe, expect, test } from 'vitest';
import { challengesAt, isNoChallenge } from '../../schemas/challenges.ts';

const PASSWORD = { names: ['Password'], results: ['Success'] };
const BOTH = { names: ['Password', 'Mfa'], results: ['Success', 'Failure'] };

describe('challenges', () => {
    test.each([
        [['Password:Success'], PASSWORD],
        [['Password:Success', 'Mfa:Failure'], BOTH],
        [[{ challengeName: 'Password', challengeResponse: 'Success' }], PASSWORD],
        [[{ ChallengeName: 'Password', ChallengeResponse: 'Success' }, 'Mfa:Failure'], BOTH],
        ['["Password:Success","Mfa:Failure"]', BOTH],
        ['[{"challengeName":"Password","challengeResponse":"Success"}]', PASSWORD],
        [' [{"ChallengeName":"Password","ChallengeResponse":"Success"}]', PASSWORD],
        ['Password:Success', PASSWORD],
        [{ challengeName: 'Password', challengeResponse: 'Success' }, PASSWORD],
        ['{"ChallengeName":"Password","ChallengeResponse":"Success"}', PASSWORD],
        [['Password'], { names: ['Password'], results: [''] }],
        [['a:b:c'], { names: ['a:b'], results: ['c'] }],
        [[':Success'], { names: [''], results: ['Success'] }],
        ['Odd[1]:Success', { names: ['Odd[1]'], results: ['Success'] }],
        [[{ challengeName: 'Password' }], { names: ['Password'], results: [''] }],
        [[{ challengeName: 'Password', challengeResponse: 7 }], { names: ['Password'], results: [''] }],
    ])('the challenges in %j are read', (value, expected) => {
        expect([challengesAt(value), isNoChallenge(value)]).toEqual([expected, false]);
    });
});

test.each([null, undefined, '', 'null', [], '[]'])('the value %j means no challenges', (value) => {
    expect([challengesAt(value), isNoChallenge(value)]).toEqual([undefined, true]);
});

test.each([
    7,
    true,
    {},
    '[broken',
    '{broken',
    [7],
    [null],
    [''],
    [['a']],
    [{}],
    [{ name: 'a' }],
    ['Password:Success', 7],
    [{ challengeName: 7 }],
    '[7]',
    '{}',
    '['.repeat(70_000),
])('the value %j is not read as challenges', (value) => {
    expect([challengesAt(value), isNoChallenge(value)]).toEqual([undefined, false]);
});
