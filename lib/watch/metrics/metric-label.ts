/** Formats and parses the label of a CloudWatch result, which identifies its series. */
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { seriesKeyOf, isMetricName, METRICS, STATISTICS, type MetricSeries, type Statistic } from './metric-series.ts';

export type LabelledSeries = { readonly series: MetricSeries; readonly statistic: Statistic };

/** A label, such as `SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=1example23456789`. */
export const labelOf = ({ metric, dimensions }: MetricSeries, statistic: Statistic): string =>
    [metric, statistic, ...[...dimensions].map(([name, value]) => `${name}=${value}`)].join(' ');

/**
 * A client id has letters, digits, _ and +. Any other value of a dimension must at least be
 * one word of a label and one unquoted cell of a CSV file.
 */
const VALUE = /^\w[^\s,"\\]{0,254}$/u;

export const isDimensionValue = (text: string): boolean => VALUE.test(text);

const isKnownSeries = ({ metric, dimensions }: MetricSeries, statistic: Statistic): boolean => {
    const definition = METRICS[metric];
    return (
        definition.statistics.includes(statistic) &&
        definition.dimensions.toSorted().join() === [...dimensions.keys()].toSorted().join() &&
        USER_POOL_ID.test(seriesKeyOf({ metric, dimensions }).userPoolId) &&
        [...dimensions.values()].every(isDimensionValue)
    );
};

/** The series and statistic of a label; null if the text is not a valid label. */
export const parseLabel = (label: string): LabelledSeries | null => {
    const [metric = '', word = '', ...pairs] = label.split(' ');
    const statistic = STATISTICS.find((name) => name === word);
    const dimensions = new Map(
        pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    if (statistic === undefined || dimensions.size !== pairs.length || !isMetricName(metric)) return null;
    const series = { metric, dimensions };
    return isKnownSeries(series, statistic) ? { series, statistic } : null;
};
