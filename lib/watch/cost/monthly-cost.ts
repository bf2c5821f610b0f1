/** What a volume costs in a month, by part, for each place that user activity can be exported to; and what changes it most. */
import {
    conversion,
    DAYS_OF_MONTH,
    ingestion,
    lambda,
    logStorage,
    partitioning,
    plusPlan,
    puts,
    queries,
    storage,
    vendedLogs,
    watching,
    type Destination,
    type Flow,
} from './parts.ts';
import type { Priced, PriceName } from '../../aws/prices.ts';
import type { Volume } from './volume.ts';

/** USD by part. */
export type Cost = Readonly<Record<PartName, number>>;

const EVENT_TYPES = 5;

type FlowPart = (flow: Flow, volume: Volume, files?: number) => readonly (readonly [PriceName, number])[];

export const PART_NAMES = [
    'vended_logs',
    'firehose',
    'conversion',
    'partitioning',
    'lambda',
    's3_requests',
    's3_storage',
    'log_storage',
    'athena',
    'watching',
    'plus_plan',
] as const;
export type PartName = (typeof PART_NAMES)[number];

const price = (costOf: Priced, units: readonly (readonly [PriceName, number])[]): number =>
    units.reduce((sum, [name, count]) => sum + costOf(name, count), 0);

/** Delivery errors go by CloudWatch Logs, wherever the activity goes. */
const flowsOf = (
    destination: Destination,
    { activityPerDay, notificationsPerDay, pools }: Volume,
): readonly [Flow, Flow] => [
    { destination, events: activityPerDay * DAYS_OF_MONTH, partitions: pools * EVENT_TYPES },
    { destination: 'cloudwatch', events: notificationsPerDay * DAYS_OF_MONTH, partitions: pools },
];

/** Where a lake has told how many files it gets, they are all counted with the activity. */
const filesOfFlow = (index: number, { filesPerDay }: Volume): number | undefined => {
    if (filesPerDay === null) return undefined;
    return index === 0 ? filesPerDay * DAYS_OF_MONTH : 0;
};

/** Steps of a price are by what the month comes to: units of one name are added first. */
const gathered = (units: readonly (readonly [PriceName, number])[]): readonly (readonly [PriceName, number])[] => {
    const sums = new Map<PriceName, number>();
    for (const [name, count] of units) sums.set(name, (sums.get(name) ?? 0) + count);
    return [...sums];
};

/** A month of a volume with one destination. */
export const monthlyCost = (destination: Destination, volume: Volume, costOf: Priced): Cost => {
    const flows = flowsOf(destination, volume);
    const sum = (part: FlowPart): number =>
        price(costOf, gathered(flows.flatMap((flow, index) => part(flow, volume, filesOfFlow(index, volume)))));
    return {
        vended_logs: sum(vendedLogs),
        firehose: sum(ingestion),
        conversion: sum(conversion),
        partitioning: sum(partitioning),
        lambda: sum(lambda),
        s3_requests: sum(puts),
        s3_storage: sum(storage),
        log_storage: sum(logStorage),
        athena: price(costOf, queries(flows[0], volume, filesOfFlow(0, volume))),
        watching: price(costOf, watching(volume)),
        plus_plan: price(costOf, plusPlan(volume)),
    };
};

export const totalOf = (cost: Cost): number => PART_NAMES.reduce((sum, name) => sum + cost[name], 0);

/** All three, side by side. */
export const costsOf = (volume: Volume, costOf: Priced): Readonly<Record<Destination, Cost>> => ({
    firehose: monthlyCost('firehose', volume, costOf),
    cloudwatch: monthlyCost('cloudwatch', volume, costOf),
    s3: monthlyCost('s3', volume, costOf),
});

/** What can be other than was thought, and what twice of it is. */
const LEVERS: readonly (readonly [string, (volume: Volume) => Volume])[] = [
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
        'days kept',
        (volume) => ({
            ...volume,
            lakeDays: volume.lakeDays * 2,
            rawDays: volume.rawDays * 2,
            exportDays: volume.exportDays * 2,
        }),
    ],
    ['queries', (volume) => ({ ...volume, queriesPerDay: volume.queriesPerDay * 2 })],
];

/** What twice as much of something adds, in USD, the dearest first. */
export type Change = { readonly twice: string } & Readonly<Record<Destination, number>>;

export const whatChangesMost = (volume: Volume, costOf: Priced): readonly Change[] => {
    const before = costsOf(volume, costOf);
    const added = LEVERS.map(([twice, doubled]): Change => {
        const after = costsOf(doubled(volume), costOf);
        const more = (destination: Destination): number => totalOf(after[destination]) - totalOf(before[destination]);
        return { twice, firehose: more('firehose'), cloudwatch: more('cloudwatch'), s3: more('s3') };
    });
    return added.toSorted((one, other) => other.firehose - one.firehose);
};
