/** Checks of the report: its schedule, the topic that findings go to, and when it last wrote. */
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { mapAnswer, valueOf, type Answer } from '../account/answer.ts';
import { bucketCalls, type BucketCalls } from '../account/bucket-calls.ts';
import { scheduleCalls } from '../account/schedule-calls.ts';
import { topicCalls, type TopicAttributes } from '../account/topic-calls.ts';
import { keyOf, type ReportConfig } from '../config/lake-config.ts';
import { arnIn } from '../config/stack-names.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { reportInput } from '../config/report-input.ts';
import { judged, untold, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, aws, quoted, remake, type Room, type Scope } from './scope.ts';
import { subscribe, subscriptionFindings, tells, type Told } from './subscriptions.ts';
import { REPORTS_PREFIX } from '../config/lake-prefixes.ts';

/** What the schedule is to say. The call that changes one replaces all of it. */
const expectedSchedule = ({ names, place }: Scope, report: ReportConfig, found: GetScheduleOutput) => ({
    Name: names.reportFunction,
    GroupName: names.reportSchedules,
    State: 'ENABLED',
    ScheduleExpression: report.schedule,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
        ...found.Target,
        Arn: arnIn(place)('lambda', `function:${names.reportFunction}`),
        Input: JSON.stringify(reportInput(report, readCatalogue())),
    },
});

const scheduleFindings = (scope: Scope, report: ReportConfig, found: GetScheduleOutput): readonly Finding[] => {
    if (found.Target === undefined) return untold('what it calls');
    const expected = expectedSchedule(scope, report, found);
    const fix = aws(scope, `scheduler update-schedule --cli-input-json ${quoted(expected)}`);
    return [
        ...(found.State === expected.State
            ? []
            : wrong(`is ${found.State ?? 'not enabled'}: nobody is told of anything`, fix)),
        ...(found.ScheduleExpression === expected.ScheduleExpression
            ? []
            : wrong(`runs at ${found.ScheduleExpression ?? 'no time'}, not at ${report.schedule}`, fix)),
        ...((found.ScheduleExpressionTimezone ?? 'UTC') === 'UTC'
            ? []
            : wrong(`runs by the clock of ${found.ScheduleExpressionTimezone}, not by UTC`, fix)),
        ...(found.Target.Arn === expected.Target.Arn
            ? []
            : wrong(`calls ${found.Target.Arn ?? 'nothing'}, not ${expected.Target.Arn}`, fix)),
        ...(found.Target.Input === expected.Target.Input
            ? []
            : wrong('asks something else than the settings say', fix)),
    ];
};

const attributeFindings = (scope: Scope, { topicArn }: Told, attributes: TopicAttributes): readonly Finding[] => {
    const [key, found] = [keyOf(scope.config) ?? 'alias/aws/sns', attributes['KmsMasterKeyId'] ?? ''];
    return [
        ...(found === key
            ? []
            : wrong(
                  found === ''
                      ? 'is not encrypted, and findings name people'
                      : `is encrypted with ${found}, not with ${key}`,
                  aws(
                      scope,
                      `sns set-topic-attributes --topic-arn ${topicArn} --attribute-name KmsMasterKeyId --attribute-value ${key}`,
                  ),
              )),
        ...((attributes['Policy'] ?? '').includes('aws:SecureTransport')
            ? []
            : wrong('does not refuse what comes without TLS', asInTemplate('FindingsTopicPolicy', 'the policy'))),
    ];
};

/** A topic of the same name has the same ARN: the function finds it again. Without its key and policy it is not as it was. */
const makeTopic = (scope: Scope, topic: Told): string =>
    `${aws(scope, `sns create-topic --name ${scope.names.findingsTopic}`)}${topic.email === 'none' ? '' : `, then ${subscribe(scope, topic)}`}; then run doctor again: it tells what is missing.`;

const topicChecks = async (scope: Scope, email: string): Promise<readonly Check[]> => {
    const calls = await topicCalls(scope.client);
    const { names, place } = scope;
    const topic: Told = { topicArn: arnIn(place)('sns', names.findingsTopic), email, of: 'findings' };
    const [attributes, subscriptions] = await Promise.all([
        calls.attributes(topic.topicArn),
        calls.subscriptions(topic.topicArn),
    ]);
    const gone = makeTopic(scope, topic);
    return [
        ...judged({ part: 'topic of findings', name: names.findingsTopic }, attributes, {
            fine: 'is encrypted, TLS only',
            gone,
            findings: (found) => attributeFindings(scope, topic, found),
        }),
        ...(attributes.kind === 'gone'
            ? []
            : judged({ part: 'who hears of findings', name: names.findingsTopic }, subscriptions, {
                  fine: tells(topic),
                  gone,
                  findings: (found) => subscriptionFindings(scope, topic, found),
              })),
    ];
};

const DAYS_BACK = 400;
const DAY_MS = 86_400_000;

/** When anything was written to the newest folder of reports; 0 where there is none. */
const lastReport = async (calls: BucketCalls, { names, nowMs }: Scope): Promise<Answer<number>> => {
    const since = new Date(nowMs - DAYS_BACK * DAY_MS).toISOString().slice(0, 10);
    const days = await calls.list(names.lakeBucket, REPORTS_PREFIX, {
        after: `${REPORTS_PREFIX}dt=${since}`,
        delimiter: '/',
    });
    const newest = valueOf(days)?.folders.toSorted().at(-1);
    return newest === undefined
        ? mapAnswer(days, () => 0)
        : mapAnswer(await calls.list(names.lakeBucket, newest), ({ newestAt }) => newestAt);
};

const lastReportChecks = async (scope: Scope): Promise<readonly Check[]> =>
    judged(
        { part: 'last report', name: scope.names.reportFunction },
        await lastReport(await bucketCalls(scope.client), scope),
        {
            fine: (at) => (at === 0 ? 'none yet' : new Date(at).toISOString()),
            gone: remake(scope),
            findings: () => [],
        },
    );

const checksOf = async (scope: Scope, report: ReportConfig): Promise<readonly Check[]> => {
    const { names } = scope;
    const [schedule, topic, last] = await Promise.all([
        (await scheduleCalls(scope.client)).schedule(names.reportSchedules, names.reportFunction),
        topicChecks(scope, report.email),
        lastReportChecks(scope),
    ]);
    return [
        ...judged({ part: 'schedule of the report', name: names.reportFunction }, schedule, {
            fine: `${report.schedule}, UTC`,
            gone: remake(scope),
            findings: (found) => scheduleFindings(scope, report, found),
        }),
        ...topic,
        ...last,
    ];
};

/** Where the settings have a report. */
export const reportChecks: Room = async (scope) =>
    scope.config.report === undefined ? [] : checksOf(scope, scope.config.report);
