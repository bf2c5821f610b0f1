/** Estimates the events of user pools without a lake, from their CloudWatch metrics. */
import { UserError } from '../../basics/user-error.ts';
import { daysOfResults, dailyCounts, type MetricResult } from '../metrics/daily-counts.ts';
import { daysIn, type DayRange } from '../../basics/days.ts';

/** An attempt has an event at its start and end, and one for each further challenge, as in real exports. */
const EVENTS_PER_REQUEST = 2;

export type MetricVolume = { readonly activityPerDay: number; readonly pools: number; readonly days: DayRange };

/**
 * Estimates the volume from the days of the results.
 *
 * @throws UserError if CloudWatch has no counts
 */
export const metricVolume = (results: readonly MetricResult[]): MetricVolume => {
    const days = daysOfResults(results);
    if (days === null)
        throw new UserError(
            'CloudWatch has no counts for these user pools. Use --events instead of --pool or --metrics.',
        );
    const requests = dailyCounts(results, days).flatMap(({ userPoolId, sampleCount }) =>
        sampleCount === null ? [] : [{ userPoolId, sampleCount }],
    );
    const count = requests.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
    return {
        activityPerDay: (count * EVENTS_PER_REQUEST) / daysIn(days).length,
        pools: new Set(requests.map(({ userPoolId }) => userPoolId)).size,
        days,
    };
};
