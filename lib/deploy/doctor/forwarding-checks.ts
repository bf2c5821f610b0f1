/** Compares how many log events arrived in an export log group with how many its filter forwarded to the stream. */
import type { SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import { DAY_MS, MINUTE_MS } from '../../basics/days.ts';
import type { AlarmCalls } from '../account/alarm-calls.ts';
import { mapFound, type LookupResult } from '../account/look-up-resource.ts';
import { filterMetric, logGroupMetric } from '../alarms/metric.ts';
import { redeployFix, type DoctorContext } from './doctor-context.ts';
import { toProblem, toStackChecks, toUnknown, type StackCheck, type StackProblem } from './stack-check.ts';

const DAYS_BACK = 2;

/** Events that arrived this recently may still be on their way; a retried one takes longer and is found next time. */
const ON_THEIR_WAY_MS = 15 * MINUTE_MS;

/** Sums of a metric begin at a multiple of this. */
const PERIOD_MS = 5 * MINUTE_MS;

type EventCounts = { readonly arrived: number | null; readonly forwarded: number | null };

const forwardingProblems = ({ arrived, forwarded }: EventCounts, days: number): readonly StackProblem[] => {
    if (arrived === null || forwarded === null) return toUnknown('the counts of log events');
    return forwarded >= arrived
        ? []
        : toProblem(
              `${arrived} log events arrived in the last ${DAYS_BACK} days, but only ${forwarded} were forwarded`,
              `See "Log events are not forwarded" in docs/runbook.md: the events stay in the log group for ${days} days.`,
          );
};

/** The time from which on events are counted: a filter forwards nothing from before its creation. */
export const countsSince = ({ creationTime = 0 }: SubscriptionFilter, nowMs: number): number =>
    Math.ceil(Math.max(nowMs - DAYS_BACK * DAY_MS, creationTime) / PERIOD_MS) * PERIOD_MS;

const readCounts = async (
    { nowMs }: DoctorContext,
    alarms: AlarmCalls,
    group: string,
    filter: SubscriptionFilter,
): Promise<LookupResult<EventCounts>> => {
    const fromMs = countsSince(filter, nowMs);
    // CloudWatch rejects an empty time range.
    const endMs = Math.max(nowMs - ON_THEIR_WAY_MS, fromMs + 1);
    const [arrived, forwarded] = await Promise.all([
        alarms.sum(logGroupMetric('IncomingLogEvents', group), fromMs, endMs),
        alarms.sum(filterMetric('ForwardedLogEvents', group, filter.filterName ?? ''), fromMs, Math.max(nowMs, endMs)),
    ]);
    return arrived.kind === 'found'
        ? mapFound(forwarded, (count) => ({ arrived: arrived.value, forwarded: count }))
        : arrived;
};

/** The check of a log group whose filter leads to the stream. */
export const forwardingChecks = async (
    context: DoctorContext,
    alarms: AlarmCalls,
    group: string,
    filter: SubscriptionFilter,
): Promise<readonly StackCheck[]> =>
    toStackChecks({ part: 'forwarded log events', name: group }, await readCounts(context, alarms, group, filter), {
        passedMessage: ({ arrived, forwarded }) => `${arrived} arrived in ${DAYS_BACK} days, ${forwarded} forwarded`,
        fixIfMissing: redeployFix(context),
        findProblems: (counts) => forwardingProblems(counts, context.config.retentionDays.exportLogs),
    });
