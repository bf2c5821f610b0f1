/** Tests of base64: what is none is found, and what is comes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { braceText, fromBase64, isBase64, standardBase64, toBase64 } from '../../../../lib/transform/decode/base64.ts';
import { anyText } from '../../../support/any-text.ts';

const SCRATCH_BYTES = 64 * 1024;

describe('what is no base64 is null', () => {
    test.each([
        '*',
        '****',
        'AAAA====',
        'AAA',
        'A===',
        '====',
        'AA==AAAA',
        'AAAA AAA',
        'AAA*',
        '*AA=',
        'AAAA\n',
        '{"a":1}.',
        'eyJhIjoxfQ',
        'eyJh*IjoxfQ==',
        'e30K*AAA',
    ])('%j', (data) => {
        expect([fromBase64(data), braceText(data)]).toEqual([null, null]);
    });
});

test('any bytes come back', () => {
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
            expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
        }),
        { numRuns: 3000 },
    );
});

test('both alphabets are read, and written in the standard one', () => {
    expect(fromBase64('-_-_')).toEqual(fromBase64('+/+/'));
    expect(standardBase64('A-_--__=')).toBe('A+/++//=');
});

describe('the text that begins with a brace', () => {
    test.each([
        ['{"a":"é"}', '{"a":"é"}'],
        [' {"a":1}', null],
        ['[1]', null],
        ['', null],
    ])('of %j is %j', (text, expected) => {
        expect(braceText(Buffer.from(text).toString('base64')) || null).toBe(expected);
    });

    test.each([
        [64 * 1024, true],
        [64 * 1024 + 4, false],
        [100_000, false],
    ])('is read where it takes at most 64 KiB: of %d characters it is: %s', (characters, isRead) => {
        const text = `{${'x'.repeat((characters / 4) * 3 - 1)}`;

        expect(braceText(Buffer.from(text).toString('base64')) === text).toBe(isRead);
    });
});

test('texts become the base64 of their UTF-8, short and long', () => {
    const texts = fc.array(fc.oneof(anyText(), fc.constant('{"a":"é😀"}'), fc.constant('x'.repeat(30_000))), {
        maxLength: 6,
    });

    fc.assert(
        fc.property(texts, (parts) => {
            expect(toBase64(parts)).toBe(Buffer.from(parts.join('')).toString('base64'));
        }),
        { numRuns: 2000 },
    );
});

describe('base64 of the standard alphabet', () => {
    test.each(['', 'AAAA', 'AA==', 'AAA=', '+/+/', 'A'.repeat(4 * SCRATCH_BYTES)])('is what a reader takes', (data) => {
        expect(isBase64(data)).toBe(true);
    });

    test.each(['-_-_', '-AAA', 'AAA_', 'AAA', 'AA=A', '{}', 'AAAA\n', '*'.repeat(4 * SCRATCH_BYTES)])(
        'is nothing else',
        (data) => {
            expect(isBase64(data)).toBe(false);
        },
    );
});
