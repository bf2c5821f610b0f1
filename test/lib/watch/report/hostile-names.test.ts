/** Tests of names that are meant to break what tells of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../../lib/watch/report/finding.ts';
import { messageText } from '../../../../lib/watch/report/message-text.ts';
import { MAX_SUBJECT_CHARACTERS, subject } from '../../../../lib/watch/report/subject.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { guessed, reported } from '../../../support/given-report.ts';
import { anyText } from '../../../support/any-text.ts';

const HOSTILE = [
    'eve\r\nSubject: all is well',
    "=cmd|' /C calc'!A0",
    '\u001b[2J\u001b]0;x\u0007',
    '‮drow‬',
    'a,"b";c\n\nNext:         nothing to do',
    '../../../etc/passwd',
    '𝒜𝓃𝒶 Ωμέγα 名前',
    `x${'y'.repeat(5000)}`,
    '<script>alert(1)</script>',
    'https://evil.example/reset',
    '__proto__',
    ' ',
    '"',
    "'; drop table x; --",
    '{{7*7}}',
    '%0d%0aBcc: all',
];

/** What SNS takes: ASCII without controls, less than 100 characters, begun by a letter, number or punctuation mark. */
const SNS_SUBJECT = /^[!-~][ -~]{0,98}$/;

test('a subject is what the strictest carrier takes, whatever the names are', () => {
    fc.assert(
        fc.property(anyText({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }), (one, other) => {
            expect(subject('high', [one, other])).toMatch(SNS_SUBJECT);
        }),
    );
    for (const name of HOSTILE)
        expect(subject('high', ['brute_force_by_user', name, '30 attempts'])).toMatch(SNS_SUBJECT);
});

test.each([
    [['brute_force_by_user', 'ana', '30 attempts'], 'high: brute_force_by_user, ana, 30 attempts'],
    [['q', 'Ωana\n\tb', ''], 'high: q, ?ana b'],
    [['q', 'x'.repeat(60), '30 attempts'], `high: q, ${'x'.repeat(45)}..., 30 attempts`],
])('a subject of %j is %j', (parts, text) => {
    expect(subject('high', parts)).toBe(text);
});

test('a subject that is too long is cut', () => {
    expect(subject('high', ['a'.repeat(48), 'b'.repeat(48), 'c'])).toHaveLength(MAX_SUBJECT_CHARACTERS);
});

/** What commands a terminal or turns the direction of writing. */
const COMMAND = /[\p{Cc}\u202a-\u202e](?<!\n)/u;

const NAMES = /^(Who|When|How many|Also|False alarm|Next|Answer):/;

test('no name of a user breaks a message, a file or a line', async () => {
    const rows = HOSTILE.flatMap((user_name, index) =>
        guessed(`203.0.113.${index}`, 25, undefined, {
            user_name,
            user_sub: null,
            device_name: user_name,
            country: user_name,
        }),
    );
    const { given, out, report } = await reported(await givenLake({ user_activity: rows }), ['brute_force_by_user'], {
        maxMessages: 100,
    });
    const text = (name: string): string => readFileSync(join(out, report.folder, name), 'utf8');

    expect(given.map(({ who }) => who['user_name']?.[0]).toSorted()).toEqual(HOSTILE.toSorted());
    for (const finding of given) {
        const message = messageText(finding, null);
        expect(finding.subject).toMatch(SNS_SUBJECT);
        expect(message).not.toMatch(COMMAND);
        expect(
            message
                .split('\n')
                .filter((line) => NAMES.test(line))
                .map((line) => NAMES.exec(line)?.[1]),
        ).toEqual(['Who', 'When', 'How many', 'False alarm', 'Next', 'Answer']);
        expect(message).not.toContain('https://evil');
        expect(message.length).toBeLessThan(2500);
    }
    expect(
        text('findings.ndjson')
            .trimEnd()
            .split('\n')
            .map((line): Finding => JSON.parse(line).who.user_name[0])
            .toSorted(),
    ).toEqual(HOSTILE.toSorted());
    expect(text('findings.ndjson')).not.toMatch(COMMAND);
    expect(text('brute_force_by_user.csv')).toContain(",'=cmd|' /C calc'!A0,");
    expect(JSON.parse(text('brute_force_by_user.json'))).toHaveLength(HOSTILE.length);
});
