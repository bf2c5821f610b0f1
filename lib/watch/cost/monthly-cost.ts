/** Estimates the monthly cost of a volume, by bill line and export destination, and ranks the cost drivers. */
import {
    conversion,
    DAYS_PER_MONTH,
    ingestion,
    lambda,
    logStorage,
    partitioning,
    plusPlan,
    s3Requests,
    athenaQueries,
    s3Storage,
    vendedLogs,
    monitoring,
    type ExportDestination,
    type EventFlow,
} from './bill-lines.ts';
import type { CostFunction, PriceName } from '../../aws/prices.ts';
import type { Volume } from './volume.ts';

/** USD by bill line. */
export type MonthlyCost = Readonly<Record<BillLineName, number>>;

const EVENT_TYPES = 5;

type FlowBillLine = (flow: EventFlow, volume: Volume, files?: number) => readonly (readonly [PriceName, number])[];

export const BILL_LINE_NAMES = [
    'vended_logs',
    'firehose',
    'conversion',
    'partitioning',
    'lambda',
    's3_requests',
    's3_storage',
    'log_storage',
    'athena',
    'monitoring',
    'plus_plan',
] as const;
export type BillLineName = (typeof BILL_LINE_NAMES)[number];

const priceOf = (costOf: CostFunction, units: readonly (readonly [PriceName, number])[]): number =>
    units.reduce((sum, [name, count]) => sum + costOf(name, count), 0);

/** Delivery errors always go through CloudWatch Logs. */
const flowsOf = (
    destination: ExportDestination,
    { activityPerDay, notificationsPerDay, pools }: Volume,
): readonly [EventFlow, EventFlow] => [
    { destination, events: activityPerDay * DAYS_PER_MONTH, partitions: pools * EVENT_TYPES },
    { destination: 'cloudwatch', events: notificationsPerDay * DAYS_PER_MONTH, partitions: pools },
];

/** The measured files of a lake all count for user activity. */
const filesOfFlow = (index: number, { filesPerDay }: Volume): number | undefined => {
    if (filesPerDay === null) return undefined;
    return index === 0 ? filesPerDay * DAYS_PER_MONTH : 0;
};

/** Price tiers apply to the monthly sum, so units with the same price are added first. */
const sumByName = (units: readonly (readonly [PriceName, number])[]): readonly (readonly [PriceName, number])[] => {
    const sums = new Map<PriceName, number>();
    for (const [name, count] of units) sums.set(name, (sums.get(name) ?? 0) + count);
    return [...sums];
};

/** The cost of one month of a volume with one destination. */
export const monthlyCost = (destination: ExportDestination, volume: Volume, costOf: CostFunction): MonthlyCost => {
    const flows = flowsOf(destination, volume);
    const sum = (billLine: FlowBillLine): number =>
        priceOf(costOf, sumByName(flows.flatMap((flow, index) => billLine(flow, volume, filesOfFlow(index, volume)))));
    return {
        vended_logs: sum(vendedLogs),
        firehose: sum(ingestion),
        conversion: sum(conversion),
        partitioning: sum(partitioning),
        lambda: sum(lambda),
        s3_requests: sum(s3Requests),
        s3_storage: sum(s3Storage),
        log_storage: sum(logStorage),
        athena: priceOf(costOf, athenaQueries(flows[0], volume, filesOfFlow(0, volume))),
        monitoring: priceOf(costOf, monitoring(volume)),
        plus_plan: priceOf(costOf, plusPlan(volume)),
    };
};

export const totalOf = (cost: MonthlyCost): number => BILL_LINE_NAMES.reduce((sum, name) => sum + cost[name], 0);

/** The cost for each of the three destinations. */
export const monthlyCosts = (
    volume: Volume,
    costOf: CostFunction,
): Readonly<Record<ExportDestination, MonthlyCost>> => ({
    firehose: monthlyCost('firehose', volume, costOf),
    cloudwatch: monthlyCost('cloudwatch', volume, costOf),
    s3: monthlyCost('s3', volume, costOf),
});

/** The inputs that may differ from the estimate, each with a function that doubles it. */
const COST_DRIVERS: readonly (readonly [string, (volume: Volume) => Volume])[] = [
    ['active users', (volume) => ({ ...volume, activeUsers: volume.activeUsers * 2 })],
    [
        'events',
        (volume) => ({
            ...volume,
            activityPerDay: volume.activityPerDay * 2,
            notificationsPerDay: volume.notificationsPerDay * 2,
            filesPerDay: volume.filesPerDay === null ? null : volume.filesPerDay * 2,
        }),
    ],
    [
        'bytes of an event',
        (volume) => ({
            ...volume,
            eventBytes: volume.eventBytes * 2,
            lineBytes: volume.lineBytes * 2,
            rowBytes: volume.rowBytes * 2,
            gzipBytes: volume.gzipBytes * 2,
        }),
    ],
    ['user pools', (volume) => ({ ...volume, pools: volume.pools * 2 })],
    [
        'retention',
        (volume) => ({
            ...volume,
            lakeDays: volume.lakeDays * 2,
            rawDays: volume.rawDays * 2,
            exportDays: volume.exportDays * 2,
        }),
    ],
    ['queries', (volume) => ({ ...volume, queriesPerDay: volume.queriesPerDay * 2 })],
];

/** The cost that doubling one input adds, in USD. */
export type CostDriver = { readonly driver: string } & Readonly<Record<ExportDestination, number>>;

/** The cost drivers, most expensive first (with the destination Firehose). */
export const rankCostDrivers = (volume: Volume, costOf: CostFunction): readonly CostDriver[] => {
    const base = monthlyCosts(volume, costOf);
    const drivers = COST_DRIVERS.map(([driver, double]): CostDriver => {
        const doubled = monthlyCosts(double(volume), costOf);
        const addedCost = (destination: ExportDestination): number =>
            totalOf(doubled[destination]) - totalOf(base[destination]);
        return {
            driver,
            firehose: addedCost('firehose'),
            cloudwatch: addedCost('cloudwatch'),
            s3: addedCost('s3'),
        };
    });
    return drivers.toSorted((a, b) => b.firehose - a.firehose);
};
