/** What is watched: every alarm leads to the topic, and looks at a metric that there is. */
import { METRICS } from '../metrics.ts';
import { when, type Finding, type Rule } from '../finding.ts';
import { get, list, ofType, parseJson, text, texts, type Json, type Named, type Template } from '../template.ts';

/** Findings have a topic of their own: rules/report.ts. */
const alarmTopics = (template: Template): readonly Named[] =>
    ofType(template, 'AWS::SNS::Topic').filter(({ properties }) =>
        text(get(properties, 'TopicName')).endsWith('-alarms'),
    );

const alarmsOf = (template: Template): readonly Named[] => ofType(template, 'AWS::CloudWatch::Alarm');

/** The names that a dimension can have, by what it names. */
const partsOf = (template: Template): Readonly<Record<string, ReadonlySet<string>>> => {
    const names = (type: string, property: string): ReadonlySet<string> =>
        new Set(ofType(template, type).map(({ properties }) => text(get(properties, property))));
    const pools = ofType(template, 'AWS::Lambda::Function').flatMap(({ properties }) =>
        text(get(properties, 'Environment', 'Variables', 'LISTED_POOLS')).split(','),
    );
    const streams = names('AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName');
    return {
        DeliveryStreamName: streams,
        stream: streams,
        FunctionName: names('AWS::Lambda::Function', 'FunctionName'),
        QueueName: names('AWS::SQS::Queue', 'QueueName'),
        WorkGroup: names('AWS::Athena::WorkGroup', 'Name'),
        service: new Set(['cognito-log-lake']),
        user_pool_id: new Set(pools),
        reason: new Set(['put_back_failed']),
    };
};

/** A metric that is not published, or not with these dimensions, or of a part that is not there. */
const checkMetric = (
    template: Template,
    id: string,
    name: string,
    dimensions: readonly (readonly [string, string])[],
): readonly Finding[] => {
    const parts = partsOf(template);
    const isPublished = METRICS.some(
        (metric) =>
            metric.name === name &&
            [...metric.dimensions].toSorted().join() ===
                dimensions
                    .map(([dimension]) => dimension)
                    .toSorted()
                    .join(),
    );
    return [
        ...when(
            !isPublished,
            id,
            `looks at ${name} by ${dimensions.map(([dimension]) => dimension).join(', ')}, which nobody publishes`,
        ),
        ...dimensions.flatMap(([dimension, value]) =>
            when(
                parts[dimension]?.has(value) !== true,
                id,
                `looks at ${name} of ${dimension} ${value}, which is not in the stack`,
            ),
        ),
    ];
};

/** What must be watched: by metric, and what it is watched for. */
const WATCHED: readonly (readonly [string, string, (template: Template) => readonly string[]])[] = [
    ...[
        'CognitoLogLake/refused_events',
        'AWS/Firehose/DeliveryToS3.DataFreshness',
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
                    ofType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
                        text(get(properties, 'DeliveryStreamName')),
                    ),
            ] as const,
    ),
    ...['AWS/Lambda/Errors', 'AWS/Lambda/Throttles', 'AWS/Lambda/Duration'].map(
        (name) =>
            [
                name,
                'FunctionName',
                (template: Template) =>
                    ofType(template, 'AWS::Lambda::Function').map(({ properties }) =>
                        text(get(properties, 'FunctionName')),
                    ),
            ] as const,
    ),
    ...['left_objects', 'gone_objects', 'import_refused_events'].map(
        (name) =>
            [
                `CognitoLogLake/${name}`,
                'service',
                (template: Template) =>
                    ofType(template, 'AWS::Lambda::EventSourceMapping').length > 0 ? ['cognito-log-lake'] : [],
            ] as const,
    ),
    [
        'AWS/SQS/ApproximateNumberOfMessagesVisible',
        'QueueName',
        (template) =>
            ofType(template, 'AWS::SQS::Queue')
                .map(({ properties }) => text(get(properties, 'QueueName')))
                .filter(
                    (name) =>
                        name.includes('dead-letters') && ofType(template, 'AWS::Lambda::EventSourceMapping').length > 0,
                ),
    ],
];

const dimensionOf = ({ properties }: Named, name: string): string =>
    text(
        get(
            list(get(properties, 'Dimensions')).find((each) => get(each, 'Name') === name),
            'Value',
        ),
    );
const metricOf = ({ properties }: Named): string =>
    `${text(get(properties, 'Namespace'))}/${text(get(properties, 'MetricName'))}`;

const isSilence = (alarm: Named): boolean => dimensionOf(alarm, 'user_pool_id') !== '';

const dimensionsOf = (line: readonly Json[]): readonly (readonly [string, string])[] => {
    const names = line.slice(2).filter((each) => typeof each === 'string');
    return names.flatMap((name, index) => (index % 2 === 0 ? [[name, text(names[index + 1])] as const] : []));
};

const checkPanel = (template: Template, id: string, widget: Json): readonly Finding[] => {
    const lines = list(get(widget, 'properties', 'metrics'));
    return [
        ...when(lines.length === 0, id, `has the panel "${text(get(widget, 'properties', 'title'))}" without a metric`),
        ...lines.flatMap((line) =>
            checkMetric(template, id, texts(line).slice(0, 2).join('/'), dimensionsOf(list(line))),
        ),
    ];
};

export const operationRules: readonly Rule[] = [
    {
        name: 'an alarm goes to the topic, when it begins and when it ends',
        find: (template) => {
            const topics = new Set(
                alarmTopics(template).map(({ properties }) => `:${text(get(properties, 'TopicName'))}`),
            );
            const leadsToTopic = (arns: Json | undefined): boolean =>
                texts(arns).length > 0 && texts(arns).every((arn) => [...topics].some((topic) => arn.endsWith(topic)));
            return [
                ...when(topics.size !== 1, 'Template', `has ${topics.size} topics`),
                ...alarmsOf(template).flatMap(({ id, properties }) =>
                    when(
                        !leadsToTopic(get(properties, 'AlarmActions')) ||
                            !leadsToTopic(get(properties, 'OKActions')) ||
                            get(properties, 'ActionsEnabled') === false,
                        id,
                        'tells nobody',
                    ),
                ),
            ];
        },
    },
    {
        name: 'an alarm looks at a metric that is published, of a part that is there',
        find: (template) =>
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
        name: 'everything that can go wrong is watched',
        find: (template) =>
            WATCHED.flatMap(([metric, dimension, parts]) =>
                parts(template).flatMap((part) =>
                    when(
                        !alarmsOf(template).some(
                            (alarm) => metricOf(alarm) === metric && dimensionOf(alarm, dimension) === part,
                        ),
                        'Template',
                        `does not watch ${metric} of ${part}`,
                    ),
                ),
            ),
    },
    {
        name: 'an alarm says what to do, and quiet is no alarm but where it is looked for',
        find: (template) =>
            alarmsOf(template).flatMap((alarm) => [
                ...when(
                    text(get(alarm.properties, 'AlarmDescription')).length < 60,
                    alarm.id,
                    'does not say what to do',
                ),
                ...when(
                    get(alarm.properties, 'TreatMissingData') !== (isSilence(alarm) ? 'breaching' : 'notBreaching'),
                    alarm.id,
                    `takes missing data for ${text(get(alarm.properties, 'TreatMissingData'))}`,
                ),
                ...when(
                    get(alarm.properties, 'ComparisonOperator') !==
                        (isSilence(alarm) ? 'LessThanThreshold' : 'GreaterThanThreshold'),
                    alarm.id,
                    `alarms by ${text(get(alarm.properties, 'ComparisonOperator'))}`,
                ),
                ...when(
                    Number(get(alarm.properties, 'DatapointsToAlarm')) >
                        Number(get(alarm.properties, 'EvaluationPeriods')),
                    alarm.id,
                    'waits for more points than it looks at',
                ),
                ...when(
                    Number(get(alarm.properties, 'Period')) * Number(get(alarm.properties, 'EvaluationPeriods')) >
                        (Number(get(alarm.properties, 'Period')) < 3600 ? 86_400 : 604_800),
                    alarm.id,
                    'looks back further than an alarm can',
                ),
            ]),
    },
    {
        name: 'the topic takes what CloudWatch sends',
        find: (template) => {
            const statements = ofType(template, 'AWS::SNS::TopicPolicy').flatMap(({ properties }) =>
                list(get(properties, 'PolicyDocument', 'Statement')),
            );
            const [topic] = alarmTopics(template);
            return [
                ...when(
                    !statements.some(
                        (statement) =>
                            get(statement, 'Effect') === 'Allow' &&
                            get(statement, 'Principal', 'Service') === 'cloudwatch.amazonaws.com' &&
                            texts(get(statement, 'Action')).includes('sns:Publish') &&
                            text(get(statement, 'Resource')).endsWith(`:${text(get(topic?.properties, 'TopicName'))}`),
                    ),
                    'Template',
                    'lets CloudWatch publish no alarm',
                ),
                ...when(
                    get(topic?.properties, 'KmsMasterKeyId') !== undefined,
                    'AlarmTopic',
                    'has a key that CloudWatch may not use',
                ),
            ];
        },
    },
    {
        name: 'the dashboard is JSON, its panels lie beside each other and look at metrics that there are',
        find: (template) =>
            ofType(template, 'AWS::CloudWatch::Dashboard').flatMap((dashboard) => {
                const widgets = list(get(parseJson(text(get(dashboard.properties, 'DashboardBody'))), 'widgets'));
                const places = widgets.map((widget) => `${text(get(widget, 'x'))}/${text(get(widget, 'y'))}`);
                return [
                    ...when(widgets.length === 0, dashboard.id, 'has no panels'),
                    ...when(new Set(places).size < places.length, dashboard.id, 'has panels on top of each other'),
                    ...widgets.flatMap((widget) => checkPanel(template, dashboard.id, widget)),
                ];
            }),
    },
];
