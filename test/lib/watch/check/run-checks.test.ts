import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findChecks, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import { runChecks } from '../../../../lib/watch/check/run-checks.ts';
import { reachOfChecks, settleChecks } from '../../../../lib/watch/check/settle-checks.ts';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import { givenLake, temporaryFolder, type GivenRows } from '../../../support/given-lake.ts';
import { id } from '../../../support/broken-by.ts';

const all = readChecks();
const NOW = Date.UTC(2026, 0, 5);

type Run = {
    readonly days: readonly string[];
    readonly rowCounts: readonly number[];
    readonly told: readonly string[];
    readonly broken: readonly string[];
};

const run = async (
    lake: string,
    names: readonly string[],
    given: Readonly<Record<string, string>> = {},
    isAllDays = false,
): Promise<Run> => {
    const [days, rowCounts, told, broken] = [[] as string[], [] as number[], [] as string[], [] as string[]];
    const values = new Map(Object.entries(given).map(([name, value]) => [name, [value]]));
    const place = {
        lake,
        isAllDays,
        nowMs: NOW,
        tell: (line: string) => told.push(line),
        onBroken: ({ name }: { name: string }) => broken.push(name),
    };
    for await (const { firstDay, lastDay, result } of runChecks(findChecks(all, names), values, place)) {
        let count = 0;
        for await (const rows of result.batches) count += rows.length;
        days.push(`${firstDay} ${lastDay}`);
        rowCounts.push(count);
    }
    return { days, rowCounts, told, broken };
};

const failureOf = async (...given: Parameters<typeof run>): Promise<unknown> => {
    try {
        return await run(...given);
    } catch (error) {
        return error;
    }
};

const ROWS: GivenRows = {
    user_activity: [
        { record_id: 'short' },
        { record_id: id(1), event_type: 'Other', event_type_raw: 'X', event_at: '2025-06-01T10:00:00.000Z' },
    ],
};

describe('checks that are run', () => {
    test('have the days of their defaults, and tell of what is broken', async () => {
        const found = await run(await givenLake(ROWS), ['record_id_well_formed', 'words_known']);

        expect(found).toEqual({
            days: ['2025-12-29 2026-01-05', '2025-12-29 2026-01-05'],
            rowCounts: [1, 0],
            told: [],
            broken: ['record_id_well_formed'],
        });
    });

    test('on all days have those of the lake', async () => {
        const found = await run(await givenLake(ROWS), ['record_id_well_formed', 'words_known'], {}, true);

        expect(found).toEqual({
            days: ['2025-06-01 2026-01-01', '2025-06-01 2026-01-01'],
            rowCounts: [1, 1],
            told: [],
            broken: ['record_id_well_formed', 'words_known'],
        });
    });

    test('give each check the values that it takes', async () => {
        const found = await run(await givenLake(ROWS), [], {
            first_day: '2025-06-01',
            user_pool_id: 'b_2',
            max_open_share: '0.1',
        });

        expect(new Set(found.rowCounts)).toEqual(new Set([0]));
        expect(found.days).toHaveLength(all.length);
    });

    test('tell of a lake that has nothing in these days, and on all days of an empty one', async () => {
        const [old, empty] = [await givenLake(ROWS), await givenLake({})];

        const [others, none] = [
            await run(old, ['words_known'], { first_day: '2025-01-01', last_day: '2025-01-02' }),
            await run(empty, ['words_known'], {}, true),
        ];

        expect(others.told).toEqual([
            'Nothing to check from 2025-01-01 to 2025-01-02. The lake has user_activity of 2025-06-01 to 2026-01-01 of us-west-2_EXAMPLE, and nothing in user_notification. All of its days are checked with --all-days.',
        ]);
        expect(none.told).toEqual([
            'Nothing to check. The lake has nothing in user_activity, and nothing in user_notification.',
        ]);
    });
});

describe('what is wrongly asked', () => {
    test.each([
        [
            'a value of another type',
            [],
            { max_open_share: 'much' },
            '--max-open-share takes a number, such as 0.5, not "much". attempts_end takes:',
        ],
        [
            'days in reverse',
            ['words_known'],
            { first_day: '2026-01-06' },
            '--first-day 2026-01-06 is after --last-day 2026-01-05',
        ],
        [
            'a value that none takes',
            ['words_known'],
            { max_open_share: '0.1' },
            '--max-open-share is not of words_known. What each takes is shown by: check --list',
        ],
    ])('%s is a complaint', async (_, names, given, message) => {
        const failure = await failureOf(await givenLake({}), names, given);

        expect(failure).toBeInstanceOf(Complaint);
        expect(String(failure)).toContain(message);
    });

    test('a folder that is no lake, and a lake with a broken file, are complaints', async () => {
        const broken = await givenLake(ROWS);
        writeFileSync(
            join(broken, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-01/zz.parquet'),
            'PAR1 not really',
        );

        const [none, unreadable] = [await failureOf(temporaryFolder(), []), await failureOf(broken, [])];

        expect([none, unreadable]).toEqual([expect.any(Complaint), expect.any(Complaint)]);
        expect(String(unreadable)).toMatch(/zz\.parquet/);
    });
});

describe('the reach of checks together', () => {
    const reach = (names: readonly string[], given: Readonly<Record<string, string>>) =>
        reachOfChecks(
            settleChecks(
                findChecks(all, names),
                new Map(Object.entries(given).map(([name, value]) => [name, [value]])),
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
    ])('%s with %j', (name, given, expected) => {
        expect(reach([name], given)).toEqual(expected);
        expect(reach([name, 'words_known'], given)).toEqual(expected);
    });
});

describe('a check’s answer', () => {
    const answering = async (sql: string): Promise<unknown> => {
        const lake = await givenLake(ROWS);
        const check = { ...findChecks(all, ['record_id_well_formed'])[0]!, sql };
        const [counts, broken] = [[] as number[], [] as string[]];
        const place = {
            lake,
            isAllDays: true,
            nowMs: NOW,
            tell: () => undefined,
            onBroken: ({ name }: { name: string }) => broken.push(name),
        };
        try {
            for await (const { result } of runChecks([check], new Map(), place))
                for await (const rows of result.batches) counts.push(rows.length);
        } catch (error) {
            return { error, broken };
        }
        return { rows: counts.reduce((sum, count) => sum + count, 0), batches: counts.length, broken };
    };

    test('of many batches tells of the broken promise once', async () => {
        expect(await answering('select range from range(10000)')).toEqual({
            rows: 10_000,
            batches: expect.any(Number),
            broken: ['record_id_well_formed'],
        });
    });

    test('that fails while it is read is a complaint', async () => {
        expect(
            await answering("select case when range < 5000 then '1' else error('no more') end from range(10000)"),
        ).toMatchObject({ error: expect.any(Complaint) });
    });
});

test('a check without days, or one that reaches back for ever, opens all days for those beside it; the last day is the latest', () => {
    const [one, other] = settleChecks(findChecks(all, ['words_known', 'record_id_unique']), new Map(), NOW);
    const later = { ...other!, values: new Map([...other!.values, ['last_day', ['2026-03-01']]]) };
    const endless = { ...other!, check: { ...other!.check, reachesBack: null } };

    expect(reachOfChecks([one!, later])).toEqual({ firstDay: '2025-12-22', lastDay: '2026-03-01' });
    expect(reachOfChecks([one!, endless])).toEqual({ lastDay: '9999-12-31' });
});
