/** The events of user pools that have no lake yet, reckoned from what CloudWatch counted of them. */
import { Complaint } from '../../basics/complaint.ts';
import { daysOfResults, dailyCounts, type MetricResult } from '../metrics/daily-counts.ts';
import { everyDay, type Days } from '../metrics/days.ts';

/** An attempt is exported as it begins and as it ends, and once more for each further challenge: shapes of real records. */
const RECORDS_OF_A_REQUEST = 2;

export type Reckoned = { readonly activityPerDay: number; readonly pools: number; readonly days: Days };

/**
 * Of the days that the results tell of.
 *
 * @throws Complaint when nothing was counted
 */
export const metricVolume = (results: readonly MetricResult[]): Reckoned => {
    const days = daysOfResults(results);
    if (days === null)
        throw new Complaint(
            'CloudWatch counted nothing of these user pools. Without --pool and --metrics the cost is reckoned from --events.',
        );
    const requests = dailyCounts(results, days).flatMap(({ userPoolId, sampleCount }) =>
        sampleCount === null ? [] : [{ userPoolId, sampleCount }],
    );
    const count = requests.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
    return {
        activityPerDay: (count * RECORDS_OF_A_REQUEST) / everyDay(days).length,
        pools: new Set(requests.map(({ userPoolId }) => userPoolId)).size,
        days,
    };
};
