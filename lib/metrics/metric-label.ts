/** The label of a result, which says what it is of: `SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=1example23456789`. */
import { USER_POOL_ID } from '../../schemas/stored-row.ts';
import { factsOf, METRICS, STATISTICS, type Series, type Statistic } from './series.ts';

export type Labelled = { readonly series: Series; readonly statistic: Statistic };

export const labelOf = ({ metric, dimensions }: Series, statistic: Statistic): string =>
    [metric, statistic, ...[...dimensions].map(([name, value]) => `${name}=${value}`)].join(' ');

/** Names of clients, operations and levels: docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html. */
const VALUE = /^[\w+]{1,128}$/;

const isKnown = ({ metric, dimensions }: Series, statistic: Statistic): boolean => {
    const wanted = METRICS.get(metric);
    const facts = factsOf({ metric, dimensions });
    return wanted !== undefined
        && wanted.statistics.includes(statistic)
        && wanted.dimensions.toSorted().join() === [...dimensions.keys()].toSorted().join()
        && USER_POOL_ID.test(facts.userPoolId)
        && [facts.eventType, facts.clientId, facts.riskLevel].every((value) => value === '' || VALUE.test(value));
};

/** What a label tells; null for any other text. */
export const readLabel = (label: string): Labelled | null => {
    const [metric = '', word = '', ...pairs] = label.split(' ');
    const statistic = STATISTICS.find((name) => name === word);
    const dimensions = new Map(pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const series = { metric, dimensions };
    if (statistic === undefined || dimensions.size !== pairs.length || !isKnown(series, statistic)) return null;
    return { series, statistic };
};
