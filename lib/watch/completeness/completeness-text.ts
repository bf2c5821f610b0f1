/** Tells a person how much arrived: by pool, by client and by day, what is compared with what, and what a difference can mean. */
import { table } from '../../query/format/table.ts';
import type { Plain } from '../../query/plain-value.ts';
import type { Days } from '../metrics/days.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import { JUDGED, judgedDays, type PoolDay, type Total } from './shares.ts';

export type CompletenessReport = {
    readonly lake: string;
    readonly days: Days;
    /** Where the counts come from, in words. */
    readonly from: string;
    readonly minShare: number;
    readonly pools: readonly Total[];
    readonly clients: readonly Total[];
    readonly poolDays: readonly PoolDay[];
    readonly below: readonly PoolDay[];
};

/** More days than these are not read by anybody: then those below the share are shown, and all are in the JSON. */
const MOST_DAYS = 62;

const MEASURES: ReadonlyMap<string, string> = new Map([
    ['attempts', 'all'],
    [JUDGED, 'succeeded'],
    ['risk', 'with a risk'],
    ['no_risk', 'without a risk'],
    ['account_takeover_risk', 'account takeover'],
    ['compromised_credential_risk', 'leaked password'],
    ['override_block', 'blocked'],
]);

const NOTES: readonly (readonly [string, string])[] = [
    [
        'Compared:',
        'attempts (records of one event_id) that were exported. succeeded: sign-ins that passed, on the day on which they did, and sign-ups that did not fail, with the Sum of SignInSuccesses and SignUpSuccesses; all: with their SampleCount; the others: what the records say of risk, with the Sum of threat protection’s metrics.',
    ],
    [
        'Missing:',
        'by day: what one day has too many of does not make up for another. What only backfill knows did not arrive.',
    ],
    [
        'May mean:',
        'Cognito left records out: the export is best effort. Federated sign-ins and client credentials are not in the log. Of all, the metric also counts throttled requests, and perhaps each step of a sign-in. Admin is any administrator’s call; the log has the client that was named. Blocked in CloudWatch is by your own lists, in the log also by risk. Above 100 %: sign-ins that the metric does not count.',
    ],
];

const count = (value: number | null): string => (value === null ? '' : value.toLocaleString('en-US'));

/** Cut off, not rounded: 99.99 % is not all. */
const percent = (share: number | null): string =>
    share === null ? '' : `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;

async function* oneBatch(rows: readonly (readonly Plain[])[]): AsyncIterable<readonly (readonly Plain[])[]> {
    yield rows;
}

const COUNTS = ['lake', 'CloudWatch', 'missing', 'arrived'] as const;
const NUMBERS: ReadonlySet<string> = new Set(COUNTS);

const grid = (
    names: readonly string[],
    rows: readonly (readonly Plain[])[],
    width: number | null,
): AsyncIterable<string> =>
    table(
        {
            columns: [...names, ...COUNTS].map((name) => ({ name, isNumber: NUMBERS.has(name) })),
            batches: oneBatch(rows),
        },
        width,
    );

const totalCells = ({ lake_count, metric_count, missing_count, share }: Total): readonly string[] => [
    count(lake_count),
    count(metric_count),
    count(missing_count),
    percent(share),
];

const dayCells = ({ dt, event_type, lake_count, metric_count, share }: PoolDay): readonly string[] => [
    dt,
    event_type,
    count(lake_count),
    count(metric_count),
    count(Math.max(0, metric_count - lake_count)),
    percent(share),
];

async function* dayTable(
    days: readonly PoolDay[],
    below: readonly PoolDay[],
    width: number | null,
): AsyncIterable<string> {
    const judged = days.filter(({ measure }) => measure === JUDGED);
    const isShort = judged.length <= MOST_DAYS;
    const shown = isShort ? judged : below;
    if (!isShort) yield `${count(judged.length)} days, ${count(below.length)} of them below; --json has them all\n`;
    if (shown.length > 0) yield* grid(['succeeded on', 'type'], shown.map(dayCells), width);
}

/** What one pool came to. A pool stands above its tables: as a column it would not leave them the room of a terminal. */
async function* poolText(pool: string, report: CompletenessReport, width: number | null): AsyncIterable<string> {
    const of = <Item extends { readonly user_pool_id: string }>(items: readonly Item[]): readonly Item[] =>
        items.filter(({ user_pool_id }) => user_pool_id === pool);
    const clients = of(report.clients);
    yield `\nUser pool ${printable(pool)}\n`;
    yield* grid(
        ['type', 'which'],
        of(report.pools).map((total) => [
            total.event_type,
            MEASURES.get(total.measure) ?? total.measure,
            ...totalCells(total),
        ]),
        width,
    );
    if (clients.length > 0)
        yield* grid(
            ['app client', 'type'],
            clients.map((total) => [total.client_id, total.event_type, ...totalCells(total)]),
            width,
        );
    yield* dayTable(of(report.poolDays), of(report.below), width);
}

const belowText = ({ poolDays, below, minShare }: CompletenessReport, width: number | null): string => {
    if (judgedDays(poolDays).length === 0) return '\nNo day can be judged: CloudWatch counted no success.\n';
    if (below.length === 0) return `\nOn each day at least ${percent(minShare)} arrived.\n`;
    const days = [...new Set(below.map(({ dt }) => dt))];
    return `\n${hanging(`Less than ${percent(minShare)} arrived on `, days.join(', '), width)}`;
};

/** The report in pieces. `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export async function* completenessText(report: CompletenessReport, width: number | null): AsyncIterable<string> {
    const { lake, days, from, pools } = report;
    yield hanging(
        '',
        `How much of what Cognito counted has arrived in ${printable(lake)}, ${days.firstDay} to ${days.lastDay} (${from})`,
        width,
    );
    if (pools.length === 0) {
        yield 'Nothing to compare: CloudWatch counted nothing of these user pools and days.\n';
        return;
    }
    for (const pool of new Set(pools.map(({ user_pool_id }) => user_pool_id))) yield* poolText(pool, report, width);
    yield belowText(report, width);
    yield `\n${NOTES.map(([first, text]) => hanging(`${first.padEnd(10)} `, text, width)).join('')}`;
}
