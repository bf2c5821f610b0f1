/** Tests of the filter options of `redrive`. */
import { describe, expect, test } from 'vitest';
import {
    isSelectedLine,
    isSelectedReason,
    parseRedriveFilter,
    type RedriveFilterOptions,
} from '../../../../lib/operate/redrive/redrive-filter.ts';

const line = {
    id: '',
    type: 'processing-failed',
    code: 'Lambda.FunctionTimedOut',
    arrivedAt: Date.UTC(2026, 0, 31, 12),
    rawData: '',
    where: '',
} as const;

describe('filter options', () => {
    test.each<[RedriveFilterOptions, boolean]>([
        [{}, true],
        [{ type: ['partitioning-failed', 'processing-failed'] }, true],
        [{ type: ['unknown'] }, false],
        [{ code: ['Lambda.FunctionTimedOut'] }, true],
        [{ code: ['Lambda'] }, false],
        [{ from: '2026-01-31', until: '2026-02-01' }, true],
        [{ from: '2026-01-31T12:00:00Z' }, true],
        [{ until: '2026-01-31T12:00:00Z' }, false],
        [{ from: '2026-01-31T12:00:01+00:00' }, false],
    ])('%j select a line: %j', (options, isSelected) => {
        expect(isSelectedLine(line, parseRedriveFilter(options))).toBe(isSelected);
    });

    test('select events by reason', () => {
        expect([
            isSelectedReason('usable', parseRedriveFilter({ reason: ['usable', 'not_json'] })),
            isSelectedReason('no_events', parseRedriveFilter({ reason: ['usable'] })),
            isSelectedReason('no_events', {}),
        ]).toEqual([true, false, true]);
    });

    test.each<[RedriveFilterOptions, string]>([
        [
            { type: ['failed'] },
            '--type: "failed" is unknown. Choose one of processing-failed, format-conversion-failed',
        ],
        [{ reason: ['bad\u001b'] }, '--reason: "bad\\x1b" is unknown.'],
        [{ from: 'yesterday' }, '--from: "yesterday" is not a time. Give a UTC day or time, such as 2026-01-31'],
        [{ until: '' }, '--until: "" is not a time.'],
        [{ from: '2026-02-01', until: '2026-01-01' }, '--from 2026-02-01 is not before --until 2026-01-01.'],
    ])('%j are invalid', (options, message) => {
        expect(() => parseRedriveFilter(options)).toThrow(
            expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
        );
    });
});
