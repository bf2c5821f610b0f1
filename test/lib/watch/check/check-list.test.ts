/** Tests of the list of checks, for people and for machines. */
import { expect, test } from 'vitest';
import { checkList } from '../../../../lib/watch/check/check-list.ts';
import { findChecks, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import type { Result } from '../../../../lib/query/result.ts';

const checks = findChecks(readChecks(), ['attempts_end']);

const rowsOf = async ({ columns, batches }: Result): Promise<readonly object[]> => {
    const rows: object[] = [];
    for await (const batch of batches)
        rows.push(...batch.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))));
    return rows;
};

test('a person is shown the promise and the limits that can be set, not the days and the pool', async () => {
    const [row] = await rowsOf(checkList(checks, false));

    expect(row).toMatchObject({
        name: 'attempts_end',
        severity: 'warning',
        promise: expect.stringMatching(/^Most attempts come to an end/),
        limits: expect.stringContaining('--max-open-share ('),
    });
    expect(JSON.stringify(row)).not.toContain('--first-day');
});

test('a machine is given all that the header says', async () => {
    const [row] = await rowsOf(checkList(checks, true));

    expect(row).toMatchObject({
        name: 'attempts_end',
        row: expect.any(String),
        false_alarm: expect.any(String),
        next: expect.any(String),
        parameters: expect.arrayContaining([expect.objectContaining({ option: '--first-day', type: 'date' })]),
    });
});
