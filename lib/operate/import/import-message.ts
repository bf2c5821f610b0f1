/** Imports what a message of the queue asks for, and says what became of it. */
import { restMessage, wantedIn, type Wanted } from '../../../schemas/import-message.ts';
import type { Streams } from '../../transform/reply/put-back.ts';
import type { Store } from '../../store/store.ts';
import { importObject, type Progress, type Stop } from './import-object.ts';
import { isHistory } from './object-age.ts';

/** What an import needs of the world outside. */
export type Outside = {
    /** The bucket's objects. */
    readonly open: (bucket: string) => Promise<Store>;
    readonly streams: Streams;
    /** Puts a message on the import's own queue, to be read so many seconds later. */
    readonly send: (body: string, delaySeconds: number) => Promise<void>;
    readonly nowMs: () => number;
};

/**
 * How a message ends: `imported`; `continued` in a new message, with what stopped it; `left` to a replay, because it is history; `gone`, because
 * there is no such object; `nothing` is asked for; or `failed`, and the queue shows it again.
 */
export type Outcome = {
    readonly how: 'imported' | 'continued' | 'left' | 'gone' | 'nothing' | 'failed';
    /** The object, as people write it; null where the message names none. */
    readonly object: string | null;
    /** Values that messages before have done. */
    readonly done_before: number;
    readonly counts: Progress;
    readonly error: unknown;
};

const NOTHING: Progress = { done: 0, events: 0, put_events: 0, refused_events: 0, put_pieces: 0 };
const NO_OUTCOME = { object: null, done_before: 0, counts: NOTHING, error: null } as const;

/** What a fault stopped waits a little: streams that are throttled get better. */
const AFTER_FAULT_SECONDS = 60;

type Half = { readonly wanted: Wanted; readonly etag: string; readonly progress: Progress; readonly stop: Stop };

/** Goes on in a new message where anything was done, so that it is not done again; else the message itself comes again, until it is a dead letter. */
const goOn = async (
    { wanted, etag, progress, stop }: Half,
    { send }: Outside,
): Promise<Pick<Outcome, 'how' | 'error'>> => {
    if (progress.done === wanted.done) return { how: 'failed', error: stop.error };
    try {
        await send(
            restMessage({ ...wanted, etag, done: progress.done }),
            stop.error === null ? 0 : AFTER_FAULT_SECONDS,
        );
        return { how: 'continued', error: stop.error };
    } catch (error) {
        return { how: 'failed', error };
    }
};

const importOne = async (asked: Wanted, outside: Outside): Promise<Outcome> => {
    const store = await outside.open(asked.bucket);
    const object = await store.head(asked.key);
    const told = { ...NO_OUTCOME, object: store.nameOf(asked.key), done_before: asked.done };
    if (object === null) return { ...told, how: 'gone' };
    if (isHistory(object, outside.nowMs())) return { ...told, how: 'left' };
    // Of another version nothing is done.
    const wanted = asked.etag === null || asked.etag === object.etag ? asked : { ...asked, done: 0 };
    const { progress, stop } = await importObject(wanted, { store, object, streams: outside.streams });
    const end =
        stop === null
            ? { how: 'imported' as const, error: null }
            : await goOn({ wanted, etag: object.etag, progress, stop }, outside);
    return { ...told, ...end, done_before: wanted.done, counts: progress };
};

const importOrFail = async (wanted: Wanted, outside: Outside): Promise<Outcome> =>
    importOne(wanted, outside).catch((error: unknown) => ({
        ...NO_OUTCOME,
        how: 'failed',
        object: `s3://${wanted.bucket}/${wanted.key}`,
        done_before: wanted.done,
        error,
    }));

/** The outcome of each object that a message asks for; one in all where it asks for none. */
export const importMessage = async (body: string, outside: Outside): Promise<readonly Outcome[]> => {
    const wanted = wantedIn(body);
    if (wanted === null)
        return [
            {
                ...NO_OUTCOME,
                how: 'failed',
                error: new Error('neither a notification of S3 nor a message of the import'),
            },
        ];
    const outcomes: Outcome[] = [];
    for (const each of wanted) outcomes.push(await importOrFail(each, outside));
    return outcomes.length === 0 ? [{ ...NO_OUTCOME, how: 'nothing' }] : outcomes;
};
