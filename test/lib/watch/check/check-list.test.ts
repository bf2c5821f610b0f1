/** Tests of the list of checks, short and in full. */
import { expect, test } from 'vitest';
import { checkList } from '../../../../lib/watch/check/check-list.ts';
import { findChecks, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import type { QueryResult } from '../../../../lib/query/query-result.ts';

const checks = findChecks(readChecks(), ['attempts_end']);

const rowsOf = async ({ columns, batches }: QueryResult): Promise<readonly object[]> => {
    const rows: object[] = [];
    for await (const batch of batches)
        rows.push(...batch.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))));
    return rows;
};

test('the short list has the title and the limits of a check, without days and pool', async () => {
    const [row] = await rowsOf(checkList(checks, false));

    expect(row).toMatchObject({
        name: 'attempts_end',
        severity: 'warning',
        title: checks[0]?.title,
        limits: expect.stringContaining('--max-open-share ('),
    });
    expect(JSON.stringify(row)).not.toContain('--first-day');
});

test('the full list has every header field', async () => {
    const [row] = await rowsOf(checkList(checks, true));

    expect(row).toMatchObject({
        name: 'attempts_end',
        row: expect.any(String),
        false_positives: expect.any(String),
        next: expect.any(String),
        parameters: expect.arrayContaining([expect.objectContaining({ option: '--first-day', type: 'date' })]),
    });
});
