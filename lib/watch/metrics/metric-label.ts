/** The label of a result, which says what it is of: `SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=1example23456789`. */
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { factsOf, isMetricName, METRICS, STATISTICS, type Series, type Statistic } from './series.ts';

export type Labelled = { readonly series: Series; readonly statistic: Statistic };

export const labelOf = ({ metric, dimensions }: Series, statistic: Statistic): string =>
    [metric, statistic, ...[...dimensions].map(([name, value]) => `${name}=${value}`)].join(' ');

/** A client's id is of letters, digits, _ and +; whatever else CloudWatch may have as the value of a dimension stays one word of a label, and one cell of a CSV file. */
const VALUE = /^\w[^\s,"\\]{0,254}$/u;

export const isDimensionValue = (text: string): boolean => VALUE.test(text);

const isKnown = ({ metric, dimensions }: Series, statistic: Statistic): boolean => {
    const wanted = METRICS[metric];
    return (
        wanted.statistics.includes(statistic) &&
        wanted.dimensions.toSorted().join() === [...dimensions.keys()].toSorted().join() &&
        USER_POOL_ID.test(factsOf({ metric, dimensions }).userPoolId) &&
        [...dimensions.values()].every(isDimensionValue)
    );
};

/** What a label tells; null for any other text. */
export const readLabel = (label: string): Labelled | null => {
    const [metric = '', word = '', ...pairs] = label.split(' ');
    const statistic = STATISTICS.find((name) => name === word);
    const dimensions = new Map(
        pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    if (statistic === undefined || dimensions.size !== pairs.length || !isMetricName(metric)) return null;
    const series = { metric, dimensions };
    return isKnown(series, statistic) ? { series, statistic } : null;
};
