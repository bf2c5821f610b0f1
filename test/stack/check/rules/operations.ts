/** Rules about alarms and the dashboard: actions, published metrics, and complete coverage. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { PUBLISHED_METRICS } from '../published-metrics.ts';
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    get,
    list,
    resourcesOfType,
    parseJson,
    text,
    texts,
    type Json,
    type NamedResource,
    type Template,
} from '../template.ts';

/** The rules for the findings topic are in rules/report.ts. */
const alarmTopics = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::SNS::Topic').filter(({ properties }) =>
        text(get(properties, 'TopicName')).endsWith('-alarms'),
    );

const alarmsOf = (template: Template): readonly NamedResource[] => resourcesOfType(template, 'AWS::CloudWatch::Alarm');

/** The valid values of each dimension. */
const dimensionValuesOf = (template: Template): Readonly<Record<string, ReadonlySet<string>>> => {
    const names = (type: string, property: string): ReadonlySet<string> =>
        new Set(resourcesOfType(template, type).map(({ properties }) => text(get(properties, property))));
    const pools = resourcesOfType(template, 'AWS::Lambda::Function').flatMap(({ properties }) =>
        text(get(properties, 'Environment', 'Variables', 'LISTED_POOLS')).split(','),
    );
    const streams = names('AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName');
    return {
        DeliveryStreamName: streams,
        stream: streams,
        FunctionName: names('AWS::Lambda::Function', 'FunctionName'),
        // An existing log group has only its filter in the template.
        LogGroupName: new Set([
            ...names('AWS::Logs::LogGroup', 'LogGroupName'),
            ...names('AWS::Logs::SubscriptionFilter', 'LogGroupName'),
        ]),
        FilterName: names('AWS::Logs::SubscriptionFilter', 'FilterName'),
        DestinationType: new Set(['Firehose']),
        ScheduleGroup: names('AWS::Scheduler::ScheduleGroup', 'Name'),
        QueueName: names('AWS::SQS::Queue', 'QueueName'),
        WorkGroup: names('AWS::Athena::WorkGroup', 'Name'),
        service: new Set(['cognito-log-lake']),
        user_pool_id: new Set(pools),
        reason: new Set(['reingest_failed']),
    };
};

/** Finds a metric that is not published with these dimensions, or whose resource does not exist. */
const checkMetric = (
    template: Template,
    id: string,
    name: string,
    dimensions: readonly (readonly [string, string])[],
): readonly TemplateProblem[] => {
    const parts = dimensionValuesOf(template);
    const isPublished = PUBLISHED_METRICS.some(
        (metric) =>
            metric.name === name &&
            [...metric.dimensions].toSorted().join() ===
                dimensions
                    .map(([dimension]) => dimension)
                    .toSorted()
                    .join(),
    );
    return [
        ...problemIf(
            !isPublished,
            id,
            `uses ${name} by ${dimensions.map(([dimension]) => dimension).join(', ')}, which is not published`,
        ),
        ...dimensions.flatMap(([dimension, value]) =>
            problemIf(
                parts[dimension]?.has(value) !== true,
                id,
                `uses ${name} of ${dimension} ${value}, which is not in the stack`,
            ),
        ),
    ];
};

const namesIn = (type: string, property: string) => (template: Template) =>
    resourcesOfType(template, type).map(({ properties }) => text(get(properties, property)));

const streamsWithKey = (template: Template): readonly string[] =>
    resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream')
        .filter(
            ({ properties }) =>
                get(properties, 'DeliveryStreamEncryptionConfigurationInput', 'KeyType') === 'CUSTOMER_MANAGED_CMK',
        )
        .map(({ properties }) => text(get(properties, 'DeliveryStreamName')));

const DAILY = /^(rate\(1 day\)|cron\(\d+ \d+ \* \* \? \*\))$/;

/** The report functions that a schedule calls every day. */
const dailyReports = (template: Template): readonly string[] =>
    resourcesOfType(template, 'AWS::Scheduler::Schedule')
        .filter(({ properties }) => DAILY.test(text(get(properties, 'ScheduleExpression'))))
        .map(({ properties }) => text(get(properties, 'Name')));

/** The required alarms: metric, dimension, and the values of the dimension. */
const REQUIRED_ALARMS: readonly (readonly [string, string, (template: Template) => readonly string[]])[] = [
    ...[
        'CognitoLogLake/rejected_events',
        'AWS/Firehose/DeliveryToS3.DataFreshness',
        'AWS/Firehose/ThrottledRecords',
        'AWS/Firehose/FailedConversion.Records',
        'AWS/Firehose/PartitionCount',
        'AWS/Firehose/PartitionCountExceeded',
        'CognitoLogLake/unlisted_pool_events',
        'CognitoLogLake/unknown_fields',
    ].map(
        (name) =>
            [
                name,
                name.startsWith('AWS') ? 'DeliveryStreamName' : 'stream',
                (template: Template) =>
                    resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
                        text(get(properties, 'DeliveryStreamName')),
                    ),
            ] as const,
    ),
    ...['KMSKeyAccessDenied', 'KMSKeyDisabled', 'KMSKeyInvalidState', 'KMSKeyNotFound'].map(
        (name) => [`AWS/Firehose/${name}`, 'DeliveryStreamName', streamsWithKey] as const,
    ),
    ...['DeliveryErrors', 'DeliveryThrottling'].map(
        (name) => [`AWS/Logs/${name}`, 'FilterName', namesIn('AWS::Logs::SubscriptionFilter', 'FilterName')] as const,
    ),
    ...['TargetErrorCount', 'InvocationDroppedCount'].map(
        (name) => [`AWS/Scheduler/${name}`, 'ScheduleGroup', namesIn('AWS::Scheduler::ScheduleGroup', 'Name')] as const,
    ),
    ['AWS/Lambda/Invocations', 'FunctionName', dailyReports],
    ...['AWS/Lambda/Errors', 'AWS/Lambda/Throttles', 'AWS/Lambda/Duration'].map(
        (name) =>
            [
                name,
                'FunctionName',
                (template: Template) =>
                    resourcesOfType(template, 'AWS::Lambda::Function').map(({ properties }) =>
                        text(get(properties, 'FunctionName')),
                    ),
            ] as const,
    ),
    ...['skipped_objects', 'missing_objects', 'import_rejected_events'].map(
        (name) =>
            [
                `CognitoLogLake/${name}`,
                'service',
                (template: Template) =>
                    resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').length > 0 ? ['cognito-log-lake'] : [],
            ] as const,
    ),
    [
        'AWS/SQS/ApproximateAgeOfOldestMessage',
        'QueueName',
        (template) =>
            resourcesOfType(template, 'AWS::SQS::Queue')
                .map(({ properties }) => text(get(properties, 'QueueName')))
                .filter((name) => !name.includes('dead-letters')),
    ],
    [
        'AWS/SQS/ApproximateNumberOfMessagesVisible',
        'QueueName',
        (template) =>
            resourcesOfType(template, 'AWS::SQS::Queue')
                .map(({ properties }) => text(get(properties, 'QueueName')))
                .filter(
                    (name) =>
                        name.includes('dead-letters') &&
                        resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').length > 0,
                ),
    ],
];

const dimensionOf = ({ properties }: NamedResource, name: string): string =>
    text(
        get(
            list(get(properties, 'Dimensions')).find((each) => get(each, 'Name') === name),
            'Value',
        ),
    );
const metricOf = ({ properties }: NamedResource): string =>
    `${text(get(properties, 'Namespace'))}/${text(get(properties, 'MetricName'))}`;

/** Alarms about what does not happen: a silent pool, a report that does not run. */
const isAbsenceAlarm = (alarm: NamedResource): boolean =>
    dimensionOf(alarm, 'user_pool_id') !== '' || metricOf(alarm) === 'AWS/Lambda/Invocations';

/** docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-warm-up.html. */
const MAX_WARM_UP_MINUTES = 2880;

const windowMinutes = ({ properties }: NamedResource): number =>
    (Number(get(properties, 'Period')) * Number(get(properties, 'EvaluationPeriods'))) / 60;

const RUNBOOK = readFileSync(join(packageRoot(), 'docs/runbook.md'), 'utf8').split('\n');
const RUNBOOK_REFERENCE = /Steps: "([^"]+)" in docs\/runbook\.md\.$/;

const dimensionsOf = (line: readonly Json[]): readonly (readonly [string, string])[] => {
    const names = line.slice(2).filter((each) => typeof each === 'string');
    return names.flatMap((name, index) => (index % 2 === 0 ? [[name, text(names[index + 1])] as const] : []));
};

const checkPanel = (template: Template, id: string, widget: Json): readonly TemplateProblem[] => {
    const lines = list(get(widget, 'properties', 'metrics'));
    return [
        ...problemIf(
            lines.length === 0,
            id,
            `has the panel "${text(get(widget, 'properties', 'title'))}" without a metric`,
        ),
        ...lines.flatMap((line) =>
            checkMetric(template, id, texts(line).slice(0, 2).join('/'), dimensionsOf(list(line))),
        ),
    ];
};

export const operationRules: readonly TemplateRule[] = [
    {
        name: 'an alarm notifies the topic when it starts and ends',
        findProblems: (template) => {
            const topics = new Set(
                alarmTopics(template).map(({ properties }) => `:${text(get(properties, 'TopicName'))}`),
            );
            const leadsToTopic = (arns: Json | undefined): boolean =>
                texts(arns).length > 0 && texts(arns).every((arn) => [...topics].some((topic) => arn.endsWith(topic)));
            return [
                ...problemIf(topics.size !== 1, 'Template', `has ${topics.size} topics`),
                ...alarmsOf(template).flatMap(({ id, properties }) =>
                    problemIf(
                        !leadsToTopic(get(properties, 'AlarmActions')) ||
                            !leadsToTopic(get(properties, 'OKActions')) ||
                            get(properties, 'ActionsEnabled') === false,
                        id,
                        'does not notify the topic',
                    ),
                ),
            ];
        },
    },
    {
        name: 'an alarm uses a published metric of a resource in the stack',
        findProblems: (template) =>
            alarmsOf(template).flatMap((alarm) =>
                checkMetric(
                    template,
                    alarm.id,
                    metricOf(alarm),
                    list(get(alarm.properties, 'Dimensions')).map(
                        (each) => [text(get(each, 'Name')), text(get(each, 'Value'))] as const,
                    ),
                ),
            ),
    },
    {
        name: 'every required alarm exists',
        findProblems: (template) =>
            REQUIRED_ALARMS.flatMap(([metric, dimension, parts]) =>
                parts(template).flatMap((part) =>
                    problemIf(
                        !alarmsOf(template).some(
                            (alarm) => metricOf(alarm) === metric && dimensionOf(alarm, dimension) === part,
                        ),
                        'Template',
                        `has no alarm on ${metric} of ${part}`,
                    ),
                ),
            ),
    },
    {
        name: 'an alarm has a description and valid timing, and only alarms about an absence fire on missing data',
        findProblems: (template) =>
            alarmsOf(template).flatMap((alarm) => [
                ...problemIf(
                    text(get(alarm.properties, 'AlarmDescription')).length < 60,
                    alarm.id,
                    'does not say what to do',
                ),
                ...problemIf(
                    get(alarm.properties, 'TreatMissingData') !==
                        (isAbsenceAlarm(alarm) ? 'breaching' : 'notBreaching'),
                    alarm.id,
                    `treats missing data as ${text(get(alarm.properties, 'TreatMissingData'))}`,
                ),
                ...problemIf(
                    get(alarm.properties, 'ComparisonOperator') !==
                        (isAbsenceAlarm(alarm) ? 'LessThanThreshold' : 'GreaterThanThreshold'),
                    alarm.id,
                    `compares with ${text(get(alarm.properties, 'ComparisonOperator'))}`,
                ),
                ...problemIf(
                    Number(get(alarm.properties, 'DatapointsToAlarm')) >
                        Number(get(alarm.properties, 'EvaluationPeriods')),
                    alarm.id,
                    'needs more datapoints than it evaluates',
                ),
                ...problemIf(
                    Number(get(alarm.properties, 'Period')) * Number(get(alarm.properties, 'EvaluationPeriods')) >
                        (Number(get(alarm.properties, 'Period')) < 3600 ? 86_400 : 604_800),
                    alarm.id,
                    'evaluates a longer period than allowed',
                ),
            ]),
    },
    {
        name: 'an alarm that fires on missing data waits while the stack or the pool is new',
        findProblems: (template) =>
            alarmsOf(template)
                .filter(({ properties }) => get(properties, 'TreatMissingData') === 'breaching')
                .flatMap((alarm) =>
                    problemIf(
                        get(alarm.properties, 'WarmUpConfiguration', 'WarmUpPeriodDurationInMinutes') !==
                            Math.min(windowMinutes(alarm), MAX_WARM_UP_MINUTES),
                        alarm.id,
                        'fires before anything can have happened',
                    ),
                ),
    },
    {
        name: 'an alarm names a heading of the runbook',
        findProblems: (template) =>
            alarmsOf(template).flatMap(({ id, properties }) => {
                const description = text(get(properties, 'AlarmDescription'));
                const heading = RUNBOOK_REFERENCE.exec(description)?.[1];
                return problemIf(
                    heading === undefined || !RUNBOOK.includes(`## ${heading}`) || description.length > 1024,
                    id,
                    `names ${heading ?? 'no heading'}, which is not in docs/runbook.md`,
                );
            }),
    },
    {
        name: 'CloudWatch can publish to the alarm topic',
        findProblems: (template) => {
            const statements = resourcesOfType(template, 'AWS::SNS::TopicPolicy').flatMap(({ properties }) =>
                list(get(properties, 'PolicyDocument', 'Statement')),
            );
            const [topic] = alarmTopics(template);
            return [
                ...problemIf(
                    !statements.some(
                        (statement) =>
                            get(statement, 'Effect') === 'Allow' &&
                            get(statement, 'Principal', 'Service') === 'cloudwatch.amazonaws.com' &&
                            texts(get(statement, 'Action')).includes('sns:Publish') &&
                            text(get(statement, 'Resource')).endsWith(`:${text(get(topic?.properties, 'TopicName'))}`),
                    ),
                    'Template',
                    'does not allow CloudWatch to publish alarms',
                ),
                ...problemIf(
                    get(topic?.properties, 'KmsMasterKeyId') !== undefined,
                    'AlarmTopic',
                    'has a key that CloudWatch cannot use',
                ),
            ];
        },
    },
    {
        name: 'the dashboard is valid JSON, its panels do not overlap, and its metrics are published',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::CloudWatch::Dashboard').flatMap((dashboard) => {
                const widgets = list(get(parseJson(text(get(dashboard.properties, 'DashboardBody'))), 'widgets'));
                const positions = widgets.map((widget) => `${text(get(widget, 'x'))}/${text(get(widget, 'y'))}`);
                return [
                    ...problemIf(widgets.length === 0, dashboard.id, 'has no panels'),
                    ...problemIf(new Set(positions).size < positions.length, dashboard.id, 'has overlapping panels'),
                    ...widgets.flatMap((widget) => checkPanel(template, dashboard.id, widget)),
                ];
            }),
    },
];
