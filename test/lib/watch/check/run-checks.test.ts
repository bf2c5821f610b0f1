/** Tests of running checks on a lake: days, parameters, notes and errors. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findChecks, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import { runChecks } from '../../../../lib/watch/check/run-checks.ts';
import { partitionFilterOfChecks, prepareChecks } from '../../../../lib/watch/check/prepare-checks.ts';
import { UserError } from '../../../../lib/basics/user-error.ts';
import { makeSampleLake, temporaryFolder, type LakeRows } from '../../../support/make-sample-lake.ts';
import { numberedRecordId } from '../../../support/find-failing-rows.ts';

const all = readChecks();
const NOW = Date.UTC(2026, 0, 5);

type RunSummary = {
    readonly days: readonly string[];
    readonly rowCounts: readonly number[];
    readonly notes: readonly string[];
    readonly failed: readonly string[];
};

const run = async (
    lake: string,
    names: readonly string[],
    parameters: Readonly<Record<string, string>> = {},
    isAllDays = false,
): Promise<RunSummary> => {
    const [days, rowCounts, notes, failed] = [[] as string[], [] as number[], [] as string[], [] as string[]];
    const values = new Map(Object.entries(parameters).map(([name, value]) => [name, [value]]));
    const options = {
        lake,
        isAllDays,
        nowMs: NOW,
        printNote: (line: string) => notes.push(line),
        onFailed: ({ name }: { name: string }) => failed.push(name),
    };
    for await (const { firstDay, lastDay, result } of runChecks(findChecks(all, names), values, options)) {
        let count = 0;
        for await (const rows of result.batches) count += rows.length;
        days.push(`${firstDay} ${lastDay}`);
        rowCounts.push(count);
    }
    return { days, rowCounts, notes, failed };
};

const failureOf = async (...parameters: Parameters<typeof run>): Promise<unknown> => {
    try {
        return await run(...parameters);
    } catch (error) {
        return error;
    }
};

const ROWS: LakeRows = {
    user_activity: [
        { record_id: 'short' },
        {
            record_id: numberedRecordId(1),
            event_type: 'Other',
            event_type_raw: 'X',
            event_at: '2025-06-01T10:00:00.000Z',
        },
    ],
};

describe('checks', () => {
    test('use their default days and report each failed check', async () => {
        const found = await run(await makeSampleLake(ROWS), ['record_id_well_formed', 'words_known']);

        expect(found).toEqual({
            days: ['2025-12-29 2026-01-05', '2025-12-29 2026-01-05'],
            rowCounts: [1, 0],
            notes: [],
            failed: ['record_id_well_formed'],
        });
    });

    test('with all days use those of the lake', async () => {
        const found = await run(await makeSampleLake(ROWS), ['record_id_well_formed', 'words_known'], {}, true);

        expect(found).toEqual({
            days: ['2025-06-01 2026-01-01', '2025-06-01 2026-01-01'],
            rowCounts: [1, 1],
            notes: [],
            failed: ['record_id_well_formed', 'words_known'],
        });
    });

    test('receive only the parameters they take', async () => {
        const found = await run(await makeSampleLake(ROWS), [], {
            first_day: '2025-06-01',
            user_pool_id: 'b_2',
            max_open_share: '0.1',
        });

        expect(new Set(found.rowCounts)).toEqual(new Set([0]));
        expect(found.days).toHaveLength(all.length);
    });

    test('print a note for a lake without rows on these days, and for an empty lake', async () => {
        const [oldLake, emptyLake] = [await makeSampleLake(ROWS), await makeSampleLake({})];

        const [otherDays, empty] = [
            await run(oldLake, ['words_known'], { first_day: '2025-01-01', last_day: '2025-01-02' }),
            await run(emptyLake, ['words_known'], {}, true),
        ];

        expect(otherDays.notes).toEqual([
            'Nothing to check from 2025-01-01 to 2025-01-02. ' +
                'The lake has user_activity from 2025-06-01 to 2026-01-01 of us-west-2_EXAMPLE, ' +
                'and no user_notification. Check all days: --all-days',
        ]);
        expect(empty.notes).toEqual(['Nothing to check. The lake has no user_activity, and no user_notification.']);
    });
});

describe('an invalid run', () => {
    test.each([
        [
            'a value of another type',
            [],
            { max_open_share: 'much' },
            '--max-open-share takes a number, such as 0.5; got "much". Parameters of attempts_end:',
        ],
        [
            'days in reverse',
            ['words_known'],
            { first_day: '2026-01-06' },
            '--first-day 2026-01-06 is after --last-day 2026-01-05',
        ],
        [
            'a parameter that no check takes',
            ['words_known'],
            { max_open_share: '0.1' },
            '--max-open-share is not a parameter of words_known. List all parameters: check --list --json',
        ],
    ])('%s is a user error', async (_, names, parameters, message) => {
        const failure = await failureOf(await makeSampleLake({}), names, parameters);

        expect(failure).toBeInstanceOf(UserError);
        expect(String(failure)).toContain(message);
    });

    test('a folder that is not a lake and a lake with a broken file are user errors', async () => {
        const brokenLake = await makeSampleLake(ROWS);
        writeFileSync(
            join(brokenLake, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/zz.parquet'),
            'PAR1 not really',
        );

        const [notALake, unreadable] = [await failureOf(temporaryFolder(), []), await failureOf(brokenLake, [])];

        expect([notALake, unreadable]).toEqual([expect.any(UserError), expect.any(UserError)]);
        expect(String(unreadable)).toMatch(/zz\.parquet/);
    });
});

describe('the partition filter of several checks', () => {
    const filterOf = (names: readonly string[], parameters: Readonly<Record<string, string>>) =>
        partitionFilterOfChecks(
            prepareChecks(
                findChecks(all, names),
                new Map(Object.entries(parameters).map(([name, value]) => [name, [value]])),
                NOW,
            ),
        );

    test.each([
        ['words_known', {}, { firstDay: '2025-12-29', lastDay: '2026-01-05' }],
        [
            'counts_like_weekday',
            { first_day: '2026-01-29', last_day: '2026-01-30' },
            { firstDay: '2026-01-01', lastDay: '2026-01-30' },
        ],
        [
            'fields_known',
            { since_days: '2', user_pool_id: 'b_2' },
            { firstDay: '2025-12-27', lastDay: '2026-01-05', userPoolId: 'b_2' },
        ],
    ])('covers the lookback of %s with %j', (name, parameters, expected) => {
        expect(filterOf([name], parameters)).toEqual(expected);
        expect(filterOf([name, 'words_known'], parameters)).toEqual(expected);
    });
});

describe('a check result', () => {
    const runSql = async (sql: string): Promise<unknown> => {
        const lake = await makeSampleLake(ROWS);
        const check = { ...findChecks(all, ['record_id_well_formed'])[0]!, sql };
        const [counts, failed] = [[] as number[], [] as string[]];
        const options = {
            lake,
            isAllDays: true,
            nowMs: NOW,
            printNote: () => undefined,
            onFailed: ({ name }: { name: string }) => failed.push(name),
        };
        try {
            for await (const { result } of runChecks([check], new Map(), options))
                for await (const rows of result.batches) counts.push(rows.length);
        } catch (error) {
            return { error, failed };
        }
        return { rows: counts.reduce((sum, count) => sum + count, 0), batches: counts.length, failed };
    };

    test('of many batches reports the failed check once', async () => {
        expect(await runSql('select range from range(10000)')).toEqual({
            rows: 10_000,
            batches: expect.any(Number),
            failed: ['record_id_well_formed'],
        });
    });

    test('that fails while it is read is a user error', async () => {
        expect(
            await runSql("select case when range < 5000 then '1' else error('no more') end from range(10000)"),
        ).toMatchObject({ error: expect.any(UserError) });
    });
});

test('a check with unlimited lookback opens all days for the other checks; the last day is the latest', () => {
    const [one, other] = prepareChecks(findChecks(all, ['words_known', 'record_id_unique']), new Map(), NOW);
    const later = { ...other!, values: new Map([...other!.values, ['last_day', ['2026-03-01']]]) };
    const endless = { ...other!, check: { ...other!.check, lookback: null } };

    expect(partitionFilterOfChecks([one!, later])).toEqual({ firstDay: '2025-12-22', lastDay: '2026-03-01' });
    expect(partitionFilterOfChecks([one!, endless])).toEqual({ lastDay: '9999-12-31' });
});
