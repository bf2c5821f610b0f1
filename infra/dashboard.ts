/** The dashboard: the path of the data from left to right. */
import { isImporting, type Blueprint } from './blueprint.ts';
import { functionMetric, ownMetric, queueMetric, streamMetric, type Metric } from '../lib/deploy/alarms/metric.ts';
import type { Resources } from './resource.ts';

type Panel = { readonly title: string; readonly metrics: readonly Metric[] };

/** A dashboard is 24 units wide. */
const COLUMN_WIDTH = 6;
const PANEL_HEIGHT = 6;
const FIVE_MINUTES = 300;

const lineOf = ({ namespace, name, dimensions, statistic }: Metric): readonly unknown[] => [
    namespace,
    name,
    ...Object.entries(dimensions).flat(),
    { stat: statistic },
];

const widget = (column: number, row: number, { title, metrics }: Panel) => ({
    type: 'metric',
    x: column * COLUMN_WIDTH,
    y: row * PANEL_HEIGHT,
    width: COLUMN_WIDTH,
    height: PANEL_HEIGHT,
    properties: {
        title,
        region: '${AWS::Region}',
        period: FIVE_MINUTES,
        view: 'timeSeries',
        stacked: false,
        metrics: metrics.map(lineOf),
    },
});

const functionPanel = (title: string, name: string): Panel => ({
    title,
    metrics: [
        functionMetric('Duration', name, 'Maximum'),
        functionMetric('Errors', name, 'Sum'),
        functionMetric('Throttles', name, 'Sum'),
    ],
});

const importPanels = ({ names }: Blueprint): readonly Panel[] => [
    {
        title: 'Exported objects waiting',
        metrics: [names.importQueue, names.importDeadLetterQueue].map((queue) =>
            queueMetric('ApproximateNumberOfMessagesVisible', queue),
        ),
    },
    {
        title: 'Exported objects by outcome',
        metrics: ['imported_objects', 'continued_objects', 'skipped_objects', 'missing_objects', 'failed_objects'].map(
            (name) => ownMetric(name, {}),
        ),
    },
    {
        title: 'Events of exported objects',
        metrics: ['import_events', 'import_put_events', 'import_rejected_events'].map((name) => ownMetric(name, {})),
    },
    functionPanel('Import function', names.importFunction),
];

/** The columns, each from top to bottom: input, transform, Parquet conversion, lake. */
const columnsOf = (blueprint: Blueprint): readonly (readonly Panel[])[] => {
    const { config, names } = blueprint;
    const streams = Object.values(names.streams);
    const ofStreams = (name: string, statistic: Metric['statistic']): readonly Metric[] =>
        streams.map((stream) => streamMetric(name, stream, statistic));
    const ofTransform = (...metricNames: readonly string[]): readonly Metric[] =>
        metricNames.flatMap((name) => streams.map((stream) => ownMetric(name, { stream })));
    return [
        [
            { title: '1 Incoming records', metrics: ofStreams('IncomingRecords', 'Sum') },
            { title: 'Throttled records', metrics: ofStreams('ThrottledRecords', 'Sum') },
            ...(isImporting(blueprint) ? importPanels(blueprint) : []),
        ],
        [
            {
                title: '2 Events: received, rows, re-ingested',
                metrics: ofTransform('events', 'rows', 'reingested_events'),
            },
            {
                title: 'Rejected events, events of unlisted pools, unknown fields',
                metrics: ofTransform('rejected_events', 'unlisted_pool_events', 'unknown_fields'),
            },
            functionPanel('Transform function', names.transformFunction),
        ],
        [
            {
                title: '3 Rows written as Parquet',
                metrics: [
                    ...ofStreams('SucceedConversion.Records', 'Sum'),
                    ...ofStreams('FailedConversion.Records', 'Sum'),
                ],
            },
            { title: 'Active partitions', metrics: ofStreams('PartitionCount', 'Maximum') },
            {
                title: 'Age of the oldest record, in seconds',
                metrics: ofStreams('DeliveryToS3.DataFreshness', 'Maximum'),
            },
        ],
        [
            { title: '4 Records in the lake', metrics: ofStreams('DeliveryToS3.Records', 'Sum') },
            {
                title: 'Rows of each pool',
                metrics: config.pools
                    .filter(({ userActivity }) => userActivity !== 'none')
                    .map(({ id }) => ownMetric('rows', { user_pool_id: id })),
            },
            {
                title: 'Bytes scanned by queries',
                metrics: [
                    {
                        namespace: 'AWS/Athena',
                        name: 'ProcessedBytes',
                        dimensions: { WorkGroup: names.workGroup },
                        statistic: 'Sum',
                    },
                ],
            },
        ],
    ];
};

/** One dashboard. CloudWatch rejects a widget without a metric. */
export const dashboard = (blueprint: Blueprint): Resources => {
    const columns = columnsOf(blueprint).map((panels) => panels.filter(({ metrics }) => metrics.length > 0));
    const widgets = columns.flatMap((panels, column) => panels.map((panel, row) => widget(column, row, panel)));
    return {
        Dashboard: {
            Type: 'AWS::CloudWatch::Dashboard',
            Properties: {
                DashboardName: blueprint.names.dashboard,
                DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-P1D', widgets }) },
            },
        },
    };
};
