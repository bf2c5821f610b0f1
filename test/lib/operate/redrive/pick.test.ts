import { describe, expect, test } from 'vitest';
import { isPickedLine, isPickedReason, pickOf, type Words } from '../../../../lib/operate/redrive/pick.ts';

const line = {
    id: '',
    type: 'processing-failed',
    code: 'Lambda.FunctionTimedOut',
    arrivedAt: Date.UTC(2026, 0, 31, 12),
    rawData: '',
} as const;

describe('the words of the options', () => {
    test.each<[Words, boolean]>([
        [{}, true],
        [{ type: ['partitioning-failed', 'processing-failed'] }, true],
        [{ type: ['unknown'] }, false],
        [{ code: ['Lambda.FunctionTimedOut'] }, true],
        [{ code: ['Lambda'] }, false],
        [{ from: '2026-01-31', until: '2026-02-01' }, true],
        [{ from: '2026-01-31T12:00:00Z' }, true],
        [{ until: '2026-01-31T12:00:00Z' }, false],
        [{ from: '2026-01-31T12:00:01+00:00' }, false],
    ])('%j pick a line or not', (words, isPicked) => {
        expect(isPickedLine(line, pickOf(words))).toBe(isPicked);
    });

    test('pick by reason', () => {
        expect([
            isPickedReason('usable', pickOf({ reason: ['usable', 'not_json'] })),
            isPickedReason('no_events', pickOf({ reason: ['usable'] })),
            isPickedReason('no_events', {}),
        ]).toEqual([true, false, true]);
    });

    test.each<[Words, string]>([
        [{ type: ['failed'] }, '--type is one of processing-failed, format-conversion-failed'],
        [{ reason: ['bad\u001b'] }, 'not "bad\\x1b"'],
        [{ from: 'yesterday' }, '--from is a UTC day or time as 2026-01-31 or 2026-01-31T12:00:00Z, not "yesterday"'],
        [{ until: '' }, '--until is a UTC day or time'],
        [{ from: '2026-02-01', until: '2026-01-01' }, '--from 2026-02-01 is not before --until 2026-01-01'],
    ])('%j that can’t be met are a wrong call', (words, message) => {
        expect(() => pickOf(words)).toThrow(
            expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
        );
    });
});
