/** Writes daily counts to the table `cognito_metrics` of a lake: one CSV file per pool and month. */
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import { UserError } from '../../basics/user-error.ts';
import type { Store } from '../../store/store.ts';
import { putText, readTextOrEmpty } from '../../store/text-object.ts';
import type { DailyCount } from './daily-counts.ts';

const HEADER = COGNITO_METRIC_COLUMNS.join(',');
/** The key columns come before the two counts. */
const KEY_COLUMNS = COGNITO_METRIC_COLUMNS.length - 2;

const numberText = (value: number | null): string => (value === null ? '' : String(value));

/**
 * The cells of a count, in column order.
 * No value has a comma or a quotation mark: lib/watch/metrics/metric-label.ts rejects them.
 */
export const metricCells = ({
    day,
    userPoolId,
    eventType,
    clientId,
    riskLevel,
    metric,
    sampleCount,
    sum,
}: DailyCount): readonly string[] => [
    day,
    userPoolId,
    eventType,
    clientId,
    riskLevel,
    metric,
    numberText(sampleCount),
    numberText(sum),
];

const keyOf = (line: string): string => line.split(',').slice(0, KEY_COLUMNS).join(',');

const parseLines = (text: string, name: string): readonly string[] => {
    const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
    if (header === undefined) return [];
    if (header !== HEADER || lines.some((line) => line.includes('"')))
        throw new UserError(
            `Cannot update ${name}: another program wrote it. Move it to another folder and run the command again.`,
        );
    return lines;
};

const fileKeyOf = ({ userPoolId, day }: DailyCount): string =>
    `${COGNITO_METRICS}/${userPoolId}_${day.slice(0, 7)}.csv`;

/** Writes counts to the lake and replaces those of the same days and series. Returns the keys of the files. */
export const exportMetrics = async (store: Store, counts: readonly DailyCount[]): Promise<readonly string[]> => {
    const files = [...new Set(counts.map(fileKeyOf))];
    for (const key of files) {
        const existing = parseLines(await readTextOrEmpty(store, key), store.nameOf(key));
        const added = counts.filter((count) => fileKeyOf(count) === key).map((count) => metricCells(count).join(','));
        const lines = new Map([...existing, ...added].map((line) => [keyOf(line), line]));
        await putText(
            store,
            key,
            `${HEADER}\n${[...lines.values()]
                .toSorted()
                .map((line) => `${line}\n`)
                .join('')}`,
        );
    }
    return files;
};
