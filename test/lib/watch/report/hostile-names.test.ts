/** Tests of hostile names in subjects, messages and files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../../lib/watch/report/finding.ts';
import { messageText } from '../../../../lib/watch/report/message-text.ts';
import { MAX_SUBJECT_CHARACTERS, formatSubject } from '../../../../lib/watch/report/format-subject.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { makeGuesses, runSampleReport } from '../../../support/run-sample-report.ts';
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

/** What SNS accepts: ASCII without controls, fewer than 100 characters, no leading blank. */
const SNS_SUBJECT = /^[!-~][ -~]{0,98}$/;

test('any subject is valid for SNS', () => {
    fc.assert(
        fc.property(anyText({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }), (first, second) => {
            expect(formatSubject('high', [first, second])).toMatch(SNS_SUBJECT);
        }),
    );
    for (const name of HOSTILE)
        expect(formatSubject('high', ['brute_force_by_user', name, '30 attempts'])).toMatch(SNS_SUBJECT);
});

test.each([
    [['brute_force_by_user', 'ana', '30 attempts'], 'high: brute_force_by_user, ana, 30 attempts'],
    [['q', 'Ωana\n\tb', ''], 'high: q, ?ana b'],
    [['q', 'x'.repeat(60), '30 attempts'], `high: q, ${'x'.repeat(45)}..., 30 attempts`],
])('the subject of %j is %j', (parts, text) => {
    expect(formatSubject('high', parts)).toBe(text);
});

test('a subject that is too long is truncated', () => {
    expect(formatSubject('high', ['a'.repeat(48), 'b'.repeat(48), 'c'])).toHaveLength(MAX_SUBJECT_CHARACTERS);
});

/** Control characters and characters that change the writing direction. */
const CONTROL = /[\p{Cc}\u202a-\u202e](?<!\n)/u;

const LABELS = /^(Who|When|Counts|Details|Typical false positives|Next|Result):/;

test('no user name breaks a message or a file', async () => {
    const rows = HOSTILE.flatMap((user_name, index) =>
        makeGuesses(`203.0.113.${index}`, 25, undefined, {
            user_name,
            user_sub: null,
            device_name: user_name,
            country: user_name,
        }),
    );
    const { sentFindings, out, report } = await runSampleReport(
        await makeSampleLake({ user_activity: rows }),
        ['brute_force_by_user'],
        {
            maxMessages: 100,
        },
    );
    const text = (name: string): string => readFileSync(join(out, report.folder, name), 'utf8');

    expect(sentFindings.map(({ who }) => who['user_name']?.[0]).toSorted()).toEqual(HOSTILE.toSorted());
    for (const finding of sentFindings) {
        const message = messageText(finding, null);
        expect(finding.subject).toMatch(SNS_SUBJECT);
        expect(message).not.toMatch(CONTROL);
        expect(
            message
                .split('\n')
                .filter((line) => LABELS.test(line))
                .map((line) => LABELS.exec(line)?.[1]),
        ).toEqual(['Who', 'When', 'Counts', 'Typical false positives', 'Next', 'Result']);
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
    expect(text('findings.ndjson')).not.toMatch(CONTROL);
    expect(text('brute_force_by_user.csv')).toContain(",'=cmd|' /C calc'!A0,");
    expect(JSON.parse(text('brute_force_by_user.json'))).toHaveLength(HOSTILE.length);
});
