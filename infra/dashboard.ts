/** The dashboard: the way of the data from left to right. */
import { isImporting, type Blueprint } from './blueprint.ts';
import { functionMetric, ownMetric, queueMetric, streamMetric, type Metric } from './metric.ts';
import type { Resources } from './resource.ts';

type Panel = { readonly title: string; readonly metrics: readonly Metric[] };

/** 24 units are the width of a dashboard. */
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
        title: 'Exported objects that wait',
        metrics: [names.importQueue, names.importDeadLetters].map((queue) =>
            queueMetric('ApproximateNumberOfMessagesVisible', queue),
        ),
    },
    {
        title: 'Exported objects, and what becomes of them',
        metrics: ['imported_objects', 'continued_objects', 'left_objects', 'gone_objects', 'failed_objects'].map(
            (name) => ownMetric(name, {}),
        ),
    },
    {
        title: 'Events of exported objects',
        metrics: ['import_events', 'import_put_events', 'import_refused_events'].map((name) => ownMetric(name, {})),
    },
    functionPanel('The import', names.importFunction),
];

/** The columns, each from top to bottom: what comes in, what becomes of it, how it is written, what lies in the lake. */
const columnsOf = (blueprint: Blueprint): readonly (readonly Panel[])[] => {
    const { config, names } = blueprint;
    const streams = Object.values(names.streams);
    const ofStreams = (name: string, statistic: Metric['statistic']): readonly Metric[] =>
        streams.map((stream) => streamMetric(name, stream, statistic));
    const ofTransform = (...metricNames: readonly string[]): readonly Metric[] =>
        metricNames.flatMap((name) => streams.map((stream) => ownMetric(name, { stream })));
    return [
        [
            { title: '1 Records that arrive', metrics: ofStreams('IncomingRecords', 'Sum') },
            { title: 'Refused by the streams (throttled)', metrics: ofStreams('ThrottledRecords', 'Sum') },
            ...(isImporting(blueprint) ? importPanels(blueprint) : []),
        ],
        [
            { title: '2 Events, and what becomes of them', metrics: ofTransform('events', 'rows', 'put_back_events') },
            {
                title: 'Refused, of unlisted pools, with unknown fields',
                metrics: ofTransform('refused_events', 'unlisted_pool_events', 'unknown_fields'),
            },
            functionPanel('The transform', names.transformFunction),
        ],
        [
            {
                title: '3 Rows written as Parquet',
                metrics: [
                    ...ofStreams('SucceedConversion.Records', 'Sum'),
                    ...ofStreams('FailedConversion.Records', 'Sum'),
                ],
            },
            { title: 'Open partitions', metrics: ofStreams('PartitionCount', 'Maximum') },
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
                title: 'Bytes that questions scan',
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

/** One dashboard. CloudWatch refuses a panel without a metric. */
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
