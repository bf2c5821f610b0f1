/** Checks the report: schedule, findings topic, subscription and last report. */
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { mapFound, foundValue, type LookupResult } from '../account/look-up-resource.ts';
import { bucketCalls, type BucketCalls } from '../account/bucket-calls.ts';
import { scheduleCalls } from '../account/schedule-calls.ts';
import { topicCalls, type TopicAttributes } from '../account/topic-calls.ts';
import { kmsKeyOf } from '../config/lake-config.ts';
import type { ReportConfig } from '../config/report-config.ts';
import { arnIn } from '../config/stack-names.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { reportInput } from '../config/report-input.ts';
import { toStackChecks, toUnknown, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import {
    resetToTemplateFix,
    awsCommand,
    quoteJson,
    redeployFix,
    type StackChecker,
    type DoctorContext,
} from './doctor-context.ts';
import { subscribeCommand, subscriptionProblems, subscriberText, type NotificationTopic } from './subscriptions.ts';
import { REPORTS_PREFIX } from '../config/lake-prefixes.ts';
import { DAY_MS, dayOf } from '../../basics/days.ts';

/** The expected schedule. Keeps other settings of the target: an update replaces the whole schedule. */
const expectedSchedule = ({ names, location }: DoctorContext, report: ReportConfig, found: GetScheduleOutput) => ({
    Name: names.reportFunction,
    GroupName: names.reportScheduleGroup,
    State: 'ENABLED',
    ScheduleExpression: report.schedule,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
        ...found.Target,
        Arn: arnIn(location)('lambda', `function:${names.reportFunction}`),
        Input: JSON.stringify(reportInput(report, readCatalogue())),
    },
});

const scheduleProblems = (
    context: DoctorContext,
    report: ReportConfig,
    found: GetScheduleOutput,
): readonly StackProblem[] => {
    if (found.Target === undefined) return toUnknown('its target');
    const expected = expectedSchedule(context, report, found);
    const fix = awsCommand(context, `scheduler update-schedule --cli-input-json ${quoteJson(expected)}`);
    return [
        ...(found.State === expected.State
            ? []
            : toProblem(`is ${found.State ?? 'not enabled'}: no reports are made`, fix)),
        ...(found.ScheduleExpression === expected.ScheduleExpression
            ? []
            : toProblem(`has the schedule ${found.ScheduleExpression ?? '(none)'}, not ${report.schedule}`, fix)),
        ...((found.ScheduleExpressionTimezone ?? 'UTC') === 'UTC'
            ? []
            : toProblem(`uses the time zone ${found.ScheduleExpressionTimezone}, not UTC`, fix)),
        ...(found.Target.Arn === expected.Target.Arn
            ? []
            : toProblem(`calls ${found.Target.Arn ?? 'nothing'}, not ${expected.Target.Arn}`, fix)),
        ...(found.Target.Input === expected.Target.Input
            ? []
            : toProblem('has an input that differs from the config', fix)),
    ];
};

const topicAttributeProblems = (
    context: DoctorContext,
    { topicArn }: NotificationTopic,
    attributes: TopicAttributes,
): readonly StackProblem[] => {
    const [key, found] = [kmsKeyOf(context.config) ?? 'alias/aws/sns', attributes['KmsMasterKeyId'] ?? ''];
    return [
        ...(found === key
            ? []
            : toProblem(
                  found === ''
                      ? 'is not encrypted, but findings contain personal data'
                      : `is encrypted with ${found}, not with ${key}`,
                  awsCommand(
                      context,
                      `sns set-topic-attributes --topic-arn ${topicArn} ` +
                          `--attribute-name KmsMasterKeyId --attribute-value ${key}`,
                  ),
              )),
        ...((attributes['Policy'] ?? '').includes('aws:SecureTransport')
            ? []
            : toProblem('allows requests without TLS', resetToTemplateFix('FindingsTopicPolicy', 'the policy'))),
    ];
};

/** A topic with the same name has the same ARN, so the function uses it. It still lacks the key and the policy. */
const createFindingsTopicFix = (context: DoctorContext, topic: NotificationTopic): string => {
    const create = awsCommand(context, `sns create-topic --name ${context.names.findingsTopic}`);
    const subscribe = topic.email === 'none' ? '' : `, then ${subscribeCommand(context, topic)}`;
    return `${create}${subscribe}. Then run doctor again for the remaining fixes.`;
};

const findingsTopicChecks = async (context: DoctorContext, email: string): Promise<readonly StackCheck[]> => {
    const calls = await topicCalls(context.clientOptions);
    const { names, location } = context;
    const topic: NotificationTopic = {
        topicArn: arnIn(location)('sns', names.findingsTopic),
        email,
        contents: 'findings',
    };
    const [attributes, subscriptions] = await Promise.all([
        calls.attributes(topic.topicArn),
        calls.subscriptions(topic.topicArn),
    ]);
    const fixIfMissing = createFindingsTopicFix(context, topic);
    return [
        ...toStackChecks({ part: 'findings topic', name: names.findingsTopic }, attributes, {
            passedMessage: 'encrypted, TLS only',
            fixIfMissing,
            findProblems: (found) => topicAttributeProblems(context, topic, found),
        }),
        ...(attributes.kind === 'missing'
            ? []
            : toStackChecks({ part: 'subscription to findings', name: names.findingsTopic }, subscriptions, {
                  passedMessage: subscriberText(topic),
                  fixIfMissing,
                  findProblems: (found) => subscriptionProblems(context, topic, found),
              })),
    ];
};

const DAYS_BACK = 400;

/** The time of the newest object in the newest report folder, in epoch ms; 0 without reports. */
const findLastReport = async (calls: BucketCalls, { names, nowMs }: DoctorContext): Promise<LookupResult<number>> => {
    const since = dayOf(nowMs - DAYS_BACK * DAY_MS);
    const days = await calls.list(names.lakeBucket, REPORTS_PREFIX, {
        after: `${REPORTS_PREFIX}dt=${since}`,
        delimiter: '/',
    });
    const newest = foundValue(days)?.folders.toSorted().at(-1);
    return newest === undefined
        ? mapFound(days, () => 0)
        : mapFound(await calls.list(names.lakeBucket, newest), ({ newestAt }) => newestAt);
};

const lastReportChecks = async (context: DoctorContext): Promise<readonly StackCheck[]> =>
    toStackChecks(
        { part: 'last report', name: context.names.reportFunction },
        await findLastReport(await bucketCalls(context.clientOptions), context),
        {
            passedMessage: (at) => (at === 0 ? 'none yet' : new Date(at).toISOString()),
            fixIfMissing: redeployFix(context),
            findProblems: () => [],
        },
    );

const checkReport = async (context: DoctorContext, report: ReportConfig): Promise<readonly StackCheck[]> => {
    const { names } = context;
    const [schedule, topic, last] = await Promise.all([
        (await scheduleCalls(context.clientOptions)).schedule(names.reportScheduleGroup, names.reportFunction),
        findingsTopicChecks(context, report.email),
        lastReportChecks(context),
    ]);
    return [
        ...toStackChecks({ part: 'report schedule', name: names.reportFunction }, schedule, {
            passedMessage: `${report.schedule}, UTC`,
            fixIfMissing: redeployFix(context),
            findProblems: (found) => scheduleProblems(context, report, found),
        }),
        ...topic,
        ...last,
    ];
};

/** No checks, unless the config has a report. */
export const reportChecks: StackChecker = async (context) =>
    context.config.report === undefined ? [] : checkReport(context, context.config.report);
