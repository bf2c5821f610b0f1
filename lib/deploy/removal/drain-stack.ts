/** Stops what writes to a stack and waits for what is under way: deleting a stream loses what it has buffered. */
import { queueCalls, type QueueAttributes, type QueueCalls } from '../account/queue-calls.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import type { PoolConfig } from '../config/lake-config.ts';
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { DoctorContext } from '../doctor/doctor-context.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { deliveryRequestOf } from '../plan/plan.ts';

/**
 * Firehose collects records for the transform for a minute, twice if the transform splits and re-ingests them, and rows
 * for `bufferSeconds`; the rest is for retries.
 */
const [TRANSFORM_SECONDS, MARGIN_SECONDS] = [120, 120];
const POLL_SECONDS = 15;
/** The import takes an object within minutes. What is still queued then is in the export bucket, which stays. */
const MAX_QUEUE_SECONDS = 900;

export type DrainSteps = {
    readonly wait: (seconds: number) => Promise<void>;
    /** Called with what is done next. */
    readonly onStep: (text: string) => void;
};

const arnsOf = (configurations: readonly LogConfiguration[]): readonly string[] =>
    configurations.flatMap(targetsOf).map(({ arn }) => arn);

/** Removes the deliveries to this stack from a pool; others stay. Returns what could not be read. */
const stopDelivery = async (
    { names, location }: DoctorContext,
    calls: PoolCalls,
    pool: PoolConfig,
    steps: DrainSteps,
): Promise<readonly string[]> => {
    const own = new Set(arnsOf(deliveryRequestOf(pool, names, location).LogConfigurations));
    const delivery = await calls.delivery(pool.id);
    if (delivery.kind === 'unknown') return [`whether ${pool.id} still delivers: ${delivery.reason}`];
    const found = foundValue(delivery) ?? [];
    const others = found.filter((each) => !arnsOf([each]).some((arn) => own.has(arn)));
    if (others.length === found.length) return [];
    await calls.setDelivery(pool.id, others);
    steps.onStep(`Stopped the log delivery of ${pool.id}`);
    return [];
};

const queuedObjects = ({
    ApproximateNumberOfMessages,
    ApproximateNumberOfMessagesNotVisible,
}: QueueAttributes): number =>
    Number(ApproximateNumberOfMessages ?? 0) + Number(ApproximateNumberOfMessagesNotVisible ?? 0);

/** Returns what could not be read, or did not arrive in time. */
const waitForImport = async (
    { names }: DoctorContext,
    calls: QueueCalls,
    steps: DrainSteps,
): Promise<readonly string[]> => {
    for (let waited = 0; ; waited += POLL_SECONDS) {
        const attributes = await calls.attributes(names.importQueue);
        if (attributes.kind === 'unknown') return [`what is in ${names.importQueue}: ${attributes.reason}`];
        const queued = queuedObjects(foundValue(attributes) ?? {});
        if (queued === 0) return [];
        if (waited >= MAX_QUEUE_SECONDS)
            return [`${queued} exported objects are still queued. They stay in the export bucket: replay them later`];
        if (waited === 0) steps.onStep(`Waiting for the import of ${queued} exported objects`);
        await steps.wait(POLL_SECONDS);
    }
};

/**
 * Stops the deliveries of all pools, then waits until the import's queue is empty and the streams have written what
 * they buffered. Waits also if no pool delivers any more: an earlier removal may have been stopped meanwhile.
 *
 * @returns what could not be read, as lines
 * @throws the error of AWS if a delivery can't be changed
 */
export const drainStack = async (context: DoctorContext, steps: DrainSteps): Promise<readonly string[]> => {
    const { config, clientOptions } = context;
    const pools = await poolCalls(clientOptions);
    const unknown: string[] = [];
    for (const pool of config.pools) unknown.push(...(await stopDelivery(context, pools, pool, steps)));
    if (isAnySentTo(config, 'user_activity', 's3'))
        unknown.push(...(await waitForImport(context, await queueCalls(clientOptions), steps)));
    const seconds = config.bufferSeconds + TRANSFORM_SECONDS + MARGIN_SECONDS;
    steps.onStep(`Waiting ${seconds} seconds until the streams have written what they have`);
    await steps.wait(seconds);
    return unknown;
};
