/** Formats a completeness report as text: tables by pool, client and day, with notes on what is compared. */
import { table } from '../../query/format/table.ts';
import type { DayRange } from '../../basics/days.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import { COMPARED_MEASURE, comparableDays, type PoolDay, type CompletenessTotal } from './completeness-totals.ts';
import type { JsonValue } from '../../query/json-value.ts';
import { oneBatch } from '../../query/query-result.ts';

export type CompletenessReport = {
    readonly lake: string;
    readonly days: DayRange;
    /** Where the counts come from, as text. */
    readonly source: string;
    readonly minShare: number;
    readonly pools: readonly CompletenessTotal[];
    readonly clients: readonly CompletenessTotal[];
    readonly poolDays: readonly PoolDay[];
    readonly belowMinimum: readonly PoolDay[];
};

/** With more days than this, the text shows only those below the minimum share; the JSON has all. */
const MAX_DAYS_SHOWN = 62;

const MEASURE_LABELS: ReadonlyMap<string, string> = new Map([
    ['attempts', 'all'],
    [COMPARED_MEASURE, 'succeeded'],
    ['risk', 'with a risk'],
    ['no_risk', 'without a risk'],
    ['account_takeover_risk', 'account takeover'],
    ['compromised_credential_risk', 'leaked password'],
    ['override_block', 'blocked'],
]);

const NOTES: readonly (readonly [string, string])[] = [
    [
        'Compared:',
        'exported attempts (events with one event_id) and CloudWatch metrics. ' +
            'succeeded: sign-ins that passed, on the day they passed, and sign-ups that did not fail; ' +
            'the Sum of SignInSuccesses and SignUpSuccesses. all: their SampleCount. ' +
            'The others: the risk in the events; the Sum of the threat protection metrics.',
    ],
    [
        'Missing:',
        'counted per day: a surplus on one day does not offset another. ' +
            'Attempts that are in the lake only because of the command backfill count as missing.',
    ],
    [
        'Causes:',
        'Cognito’s export is best effort and may omit events. ' +
            'The log has no federated sign-ins and no client credentials. ' +
            'all: the metric also counts throttled requests, and perhaps each step of a sign-in. ' +
            'Admin: CloudWatch’s client for any admin API call; the log has the client named in the call. ' +
            'blocked: CloudWatch counts blocks by your own lists, the log also blocks by risk. ' +
            'Above 100 %: sign-ins that the metric does not count.',
    ],
];

const formatCount = (value: number | null): string => (value === null ? '' : value.toLocaleString('en-US'));

/** Rounds down: 99.99 % is not 100 %. */
const formatPercent = (share: number | null): string =>
    share === null ? '' : `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;

const COUNT_COLUMNS = ['lake', 'CloudWatch', 'missing', 'arrived'] as const;
const NUMBER_COLUMNS: ReadonlySet<string> = new Set(COUNT_COLUMNS);

const countTable = (
    names: readonly string[],
    rows: readonly (readonly JsonValue[])[],
    width: number | null,
): AsyncIterable<string> =>
    table(
        {
            columns: [...names, ...COUNT_COLUMNS].map((name) => ({ name, isNumber: NUMBER_COLUMNS.has(name) })),
            batches: oneBatch(rows),
        },
        width,
    );

const totalCells = ({ lake_count, metric_count, missing_count, share }: CompletenessTotal): readonly string[] => [
    formatCount(lake_count),
    formatCount(metric_count),
    formatCount(missing_count),
    formatPercent(share),
];

const dayCells = ({ dt, event_type, lake_count, metric_count, share }: PoolDay): readonly string[] => [
    dt,
    event_type,
    formatCount(lake_count),
    formatCount(metric_count),
    formatCount(Math.max(0, metric_count - lake_count)),
    formatPercent(share),
];

async function* dayTable(
    days: readonly PoolDay[],
    below: readonly PoolDay[],
    width: number | null,
): AsyncIterable<string> {
    const compared = days.filter(({ measure }) => measure === COMPARED_MEASURE);
    const isShort = compared.length <= MAX_DAYS_SHOWN;
    const shown = isShort ? compared : below;
    if (!isShort)
        yield `${formatCount(compared.length)} days, ${formatCount(below.length)} below the minimum; --json has all\n`;
    if (shown.length > 0) yield* countTable(['succeeded on', 'type'], shown.map(dayCells), width);
}

/** The tables of one pool. The pool id is a heading: as a column it would make them too wide for a terminal. */
async function* poolText(pool: string, report: CompletenessReport, width: number | null): AsyncIterable<string> {
    const ofPool = <Item extends { readonly user_pool_id: string }>(items: readonly Item[]): readonly Item[] =>
        items.filter(({ user_pool_id }) => user_pool_id === pool);
    const clients = ofPool(report.clients);
    yield `\nUser pool ${printable(pool)}\n`;
    yield* countTable(
        ['type', 'which'],
        ofPool(report.pools).map((total) => [
            total.event_type,
            MEASURE_LABELS.get(total.measure) ?? total.measure,
            ...totalCells(total),
        ]),
        width,
    );
    if (clients.length > 0)
        yield* countTable(
            ['app client', 'type'],
            clients.map((total) => [total.client_id, total.event_type, ...totalCells(total)]),
            width,
        );
    yield* dayTable(ofPool(report.poolDays), ofPool(report.belowMinimum), width);
}

const belowText = ({ poolDays, belowMinimum, minShare }: CompletenessReport, width: number | null): string => {
    if (comparableDays(poolDays).length === 0) return '\nNo day to compare: CloudWatch counted no successes.\n';
    if (belowMinimum.length === 0) return `\nAt least ${formatPercent(minShare)} arrived on each day.\n`;
    const days = [...new Set(belowMinimum.map(({ dt }) => dt))];
    return `\n${formatHangingIndent(`Less than ${formatPercent(minShare)} arrived on `, days.join(', '), width)}`;
};

/** The report in pieces of text. `width` is the terminal’s in columns; null wraps nothing. */
export async function* completenessText(report: CompletenessReport, width: number | null): AsyncIterable<string> {
    const { lake, days, source, pools } = report;
    yield formatHangingIndent(
        '',
        `Completeness of ${printable(lake)}, ${days.firstDay} to ${days.lastDay}, compared with ${source}`,
        width,
    );
    if (pools.length === 0) {
        yield 'Nothing to compare: CloudWatch has no counts for these user pools and days.\n';
        return;
    }
    for (const pool of new Set(pools.map(({ user_pool_id }) => user_pool_id))) yield* poolText(pool, report, width);
    yield belowText(report, width);
    yield `\n${NOTES.map(([label, text]) => formatHangingIndent(`${label.padEnd(10)} `, text, width)).join('')}`;
}
