/** Tests of base64: invalid data is noticed, and valid data is decoded. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { braceText, fromBase64, isBase64, standardBase64, toBase64 } from '../../../../lib/transform/decode/base64.ts';
import { anyText } from '../../../support/any-text.ts';

const SCRATCH_BYTES = 64 * 1024;

describe('data that is not base64', () => {
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
    ])('the data %j is decoded to null', (data) => {
        expect([fromBase64(data), braceText(data)]).toEqual([null, null]);
    });
});

test('encoded bytes are decoded to the same bytes', () => {
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
            expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
        }),
        { numRuns: 3000 },
    );
});

test('both alphabets are decoded, and the standard one is written', () => {
    expect(fromBase64('-_-_')).toEqual(fromBase64('+/+/'));
    expect(standardBase64('A-_--__=')).toBe('A+/++//=');
});

describe('a text that begins with a brace', () => {
    test.each([
        ['{"a":"é"}', '{"a":"é"}'],
        [' {"a":1}', null],
        ['[1]', null],
        ['', null],
    ])('braceText of %j is %j', (text, expected) => {
        expect(braceText(Buffer.from(text).toString('base64')) || null).toBe(expected);
    });

    test.each([
        [64 * 1024, true],
        [64 * 1024 + 4, false],
        [100_000, false],
    ])('a text is read if its base64 has at most 64 KiB: with %d characters: %s', (characters, isRead) => {
        const text = `{${'x'.repeat((characters / 4) * 3 - 1)}`;

        expect(braceText(Buffer.from(text).toString('base64')) === text).toBe(isRead);
    });
});

test('toBase64 encodes short and long texts in UTF-8', () => {
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
    test.each(['', 'AAAA', 'AA==', 'AAA=', '+/+/', 'A'.repeat(4 * SCRATCH_BYTES)])('the data %j is base64', (data) => {
        expect(isBase64(data)).toBe(true);
    });

    test.each(['-_-_', '-AAA', 'AAA_', 'AAA', 'AA=A', '{}', 'AAAA\n', '*'.repeat(4 * SCRATCH_BYTES)])(
        'the data %j is not base64',
        (data) => {
            expect(isBase64(data)).toBe(false);
        },
    );
});
