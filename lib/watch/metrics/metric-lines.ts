/** Daily counts as lines of the table `cognito_metrics`, and in the lake as its files: one for each pool and month. */
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from '../../../schemas/cognito-metrics.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { Store } from '../../store/store.ts';
import { putText, readTextOrEmpty } from '../../store/text-object.ts';
import type { DailyCount } from './daily-counts.ts';

const HEADER = COGNITO_METRIC_COLUMNS.join(',');
/** What a count is of stands before the counts. */
const KEY_COLUMNS = COGNITO_METRIC_COLUMNS.length - 2;

const numberText = (value: number | null): string => (value === null ? '' : String(value));

/** The cells of a count, in the order of the columns. No name has a comma or a quotation mark: lib/watch/metrics/metric-label.ts lets none through. */
export const metricLine = ({
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

const linesOf = (text: string, name: string): readonly string[] => {
    const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
    if (header === undefined) return [];
    if (header !== HEADER || lines.some((line) => line.includes('"')))
        throw new Complaint(`${name} was not written by this command: move it away, and run the command again.`);
    return lines;
};

const fileOf = ({ userPoolId, day }: DailyCount): string => `${COGNITO_METRICS}/${userPoolId}_${day.slice(0, 7)}.csv`;

/** Puts counts into the lake; what was there of the same days and series gives way. Returns the files, by key. */
export const exportMetrics = async (store: Store, counts: readonly DailyCount[]): Promise<readonly string[]> => {
    const files = [...new Set(counts.map(fileOf))];
    for (const key of files) {
        const before = linesOf(await readTextOrEmpty(store, key), store.nameOf(key));
        const now = counts.filter((count) => fileOf(count) === key).map((count) => metricLine(count).join(','));
        const lines = new Map([...before, ...now].map((line) => [keyOf(line), line]));
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
