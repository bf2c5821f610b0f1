/** Stops what writes to a stack and waits for what is under way: deleting a stream loses what it has buffered. */
import { queueCalls, type QueueCalls } from '../account/queue-calls.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { DoctorContext } from '../doctor/doctor-context.ts';
import { isAnySentTo } from '../plan/stack-parts.ts';
import { deliveryRequestOf } from '../plan/plan.ts';

/** Firehose collects records for the transform for a minute, and rows for `bufferSeconds`; the rest is for retries. */
const [TRANSFORM_BUFFER_SECONDS, MARGIN_SECONDS] = [60, 60];
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

/** Removes the deliveries to this stack from its pools. Others stay. Returns how many pools had one. */
const stopDeliveries = async ({ config, names, location }: DoctorContext, calls: PoolCalls): Promise<number> => {
    let stopped = 0;
    for (const pool of config.pools) {
        const own = new Set(arnsOf(deliveryRequestOf(pool, names, location).LogConfigurations));
        const found = foundValue(await calls.delivery(pool.id)) ?? [];
        const others = found.filter((each) => !arnsOf([each]).some((arn) => own.has(arn)));
        if (others.length === found.length) continue;
        await calls.setDelivery(pool.id, others);
        stopped += 1;
    }
    return stopped;
};

const queuedObjects = async (calls: QueueCalls, queue: string): Promise<number> => {
    const attributes = foundValue(await calls.attributes(queue)) ?? {};
    return ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
        .map((name) => Number(attributes[name] ?? 0))
        .reduce((sum, each) => sum + each, 0);
};

const waitForImport = async ({ names }: DoctorContext, calls: QueueCalls, steps: DrainSteps): Promise<void> => {
    for (let waited = 0; waited < MAX_QUEUE_SECONDS; waited += POLL_SECONDS) {
        const queued = await queuedObjects(calls, names.importQueue);
        if (queued === 0) return;
        if (waited === 0) steps.onStep(`Waiting for the import of ${queued} exported objects`);
        await steps.wait(POLL_SECONDS);
    }
};

/**
 * Stops the deliveries of all pools, then waits until the import's queue is empty and the streams have written what
 * they buffered. Nothing waits if no pool delivered to the stack.
 *
 * @throws the error of AWS if a delivery can't be changed
 */
export const drainStack = async (context: DoctorContext, steps: DrainSteps): Promise<void> => {
    const { config, clientOptions } = context;
    const stopped = await stopDeliveries(context, await poolCalls(clientOptions));
    if (stopped === 0) return;
    steps.onStep(`Stopped the log delivery of ${stopped === 1 ? 'one pool' : `${stopped} pools`}`);
    if (isAnySentTo(config, 'user_activity', 's3'))
        await waitForImport(context, await queueCalls(clientOptions), steps);
    const seconds = config.bufferSeconds + TRANSFORM_BUFFER_SECONDS + MARGIN_SECONDS;
    steps.onStep(`Waiting ${seconds} seconds until the streams have written what they have`);
    await steps.wait(seconds);
};
