/** Imports the objects that a queue message names, and returns the outcome of each. */
import { restMessage, importRequestsIn, type ImportRequest } from '../../../schemas/import-message.ts';
import type { Streams } from '../../transform/reply/reingest.ts';
import type { Store } from '../../store/store.ts';
import { importObject, type ImportProgress, type ImportStop } from './import-object.ts';
import { isTooOld } from './object-age.ts';

/** Store, streams, queue and clock of an import. */
export type ImportDependencies = {
    /** Opens a bucket. */
    readonly open: (bucket: string) => Promise<Store>;
    readonly streams: Streams;
    /** Sends a message to the import's own queue, with a delay. */
    readonly send: (body: string, delaySeconds: number) => Promise<void>;
    readonly nowMs: () => number;
};

/**
 * How the import of an object ends:
 * - `imported`: all events are on the streams
 * - `continued`: a new message has the rest; `error` is what stopped it
 * - `skipped`: too old, left to a replay
 * - `missing`: no such object
 * - `empty`: the message names no object
 * - `failed`: SQS delivers the message again
 */
export type ImportOutcome = {
    readonly status: 'imported' | 'continued' | 'skipped' | 'missing' | 'empty' | 'failed';
    /** The object as s3://bucket/key; null if the message names none. */
    readonly object: string | null;
    /** Values that earlier messages imported. */
    readonly done_before: number;
    readonly counts: ImportProgress;
    readonly error: unknown;
};

const NO_PROGRESS: ImportProgress = { done: 0, events: 0, put_events: 0, rejected_events: 0, put_records: 0 };
const EMPTY_OUTCOME = { object: null, done_before: 0, counts: NO_PROGRESS, error: null } as const;

/** Delay after an error: throttled streams need time to recover. */
const RETRY_DELAY_SECONDS = 60;

type PartialImport = {
    readonly request: ImportRequest;
    readonly etag: string;
    readonly progress: ImportProgress;
    readonly stop: ImportStop;
};

/**
 * Sends a message for the rest of an object if this one made progress, so that nothing is imported twice.
 * Without progress the message fails, and SQS delivers it again until it goes to the dead-letter queue.
 */
const requeue = async (
    { request, etag, progress, stop }: PartialImport,
    { send }: ImportDependencies,
): Promise<Pick<ImportOutcome, 'status' | 'error'>> => {
    if (progress.done === request.done) return { status: 'failed', error: stop.error };
    try {
        await send(
            restMessage({ ...request, etag, done: progress.done }),
            stop.error === null ? 0 : RETRY_DELAY_SECONDS,
        );
        return { status: 'continued', error: stop.error };
    } catch (error) {
        return { status: 'failed', error };
    }
};

const importOne = async (message: ImportRequest, dependencies: ImportDependencies): Promise<ImportOutcome> => {
    const store = await dependencies.open(message.bucket);
    const object = await store.head(message.key);
    const outcome = { ...EMPTY_OUTCOME, object: store.nameOf(message.key), done_before: message.done };
    if (object === null) return { ...outcome, status: 'missing' };
    if (isTooOld(object, dependencies.nowMs())) return { ...outcome, status: 'skipped' };
    // The progress belongs to one version of the object: another version starts at 0.
    const request = message.etag === null || message.etag === object.etag ? message : { ...message, done: 0 };
    const { progress, stop } = await importObject(request, { store, object, streams: dependencies.streams });
    const end =
        stop === null
            ? { status: 'imported' as const, error: null }
            : await requeue({ request, etag: object.etag, progress, stop }, dependencies);
    return { ...outcome, ...end, done_before: request.done, counts: progress };
};

const importOrFail = async (request: ImportRequest, dependencies: ImportDependencies): Promise<ImportOutcome> =>
    importOne(request, dependencies).catch((error: unknown) => ({
        ...EMPTY_OUTCOME,
        status: 'failed',
        object: `s3://${request.bucket}/${request.key}`,
        done_before: request.done,
        error,
    }));

/** Imports the objects of a message. Returns one outcome per object, or a single one if the message names no object. */
export const importMessage = async (
    body: string,
    dependencies: ImportDependencies,
): Promise<readonly ImportOutcome[]> => {
    const requests = importRequestsIn(body);
    if (requests === null)
        return [
            {
                ...EMPTY_OUTCOME,
                status: 'failed',
                error: new Error('neither an S3 notification nor an import message'),
            },
        ];
    const outcomes: ImportOutcome[] = [];
    for (const request of requests) outcomes.push(await importOrFail(request, dependencies));
    return outcomes.length === 0 ? [{ ...EMPTY_OUTCOME, status: 'empty' }] : outcomes;
};
