/** Reads one input to its end, or to where it can't be read. */
import { resolve } from 'node:path';
import type { Came } from './arrival-time.ts';
import type { Input } from './input.ts';
import { foundIn, type Found } from './found-in.ts';
import { HeldStretches } from './held-stretches.ts';
import { readValues } from './read-values.ts';
import { recognise } from './recognise.ts';
import { unreadable } from './unreadable.ts';

export type Reading = {
    /** Epoch ms; no event is believed to be from later than this. */
    readonly latestAt: number;
    /** Called with the bytes of the input that have been read since the last call. */
    readonly onBytes: (bytes: number) => void;
};

/** The folder under which the delivery service writes exports: only the key tells that an event came so. */
const EXPORT_KEY = /\/AWSLogs\/\d{12}\/AWSCognitoServiceLogs\//;

const ERROR_OBJECT = /"(rawData|errorCode|ErrorCode|lastErrorCode)"\s*:/;

/** What the name and the time of an input say of how its events came. */
export const cameFrom = ({ path, modifiedAt }: Input, { latestAt }: Pick<Reading, 'latestAt'>): Came => ({
    ingestPath: path !== null && EXPORT_KEY.test(resolve(path)) ? 's3_export' : null,
    modifiedAt,
    latestAt,
});

const named = (where: string, why: string): Found => ({ handed: [], unusable: [{ where, why }] });

async function* readEagerly(input: Input, reading: Reading): AsyncGenerator<Found> {
    for await (const stretches of readValues(input, reading.onBytes))
        yield foundIn(stretches, cameFrom(input, reading), input.name);
}

/** Of an input that shows nothing of Cognito's: nothing but its name. */
function* nothingIn({ name }: Input, { first }: HeldStretches): Generator<Found> {
    if (first === null) return;
    const isErrorObject = ERROR_OBJECT.test(first.bytes.toString('latin1'));
    yield named(
        name,
        isErrorObject
            ? 'holds error objects of Firehose: `redrive` takes those'
            : 'holds nothing that Cognito’s logs come in',
    );
}

/** What shows nothing at first is held. A file that shows itself later is read again, from its beginning; standard input can't be. */
async function* readWarily(input: Input, reading: Reading): AsyncGenerator<Found> {
    const came = cameFrom(input, reading);
    const held = new HeldStretches();
    let isShown = false;
    for await (const stretches of readValues(input, reading.onBytes)) {
        const isStuck = input.path === null && !held.canHold(stretches);
        isShown ||= isStuck || stretches.some(({ bytes }) => recognise(bytes, came) !== null);
        if (isShown && held.isFull) break;
        if (isShown) yield foundIn([...held.take(), ...stretches], came, input.name);
        else held.add(stretches);
    }
    if (!isShown) yield* nothingIn(input, held);
    else if (held.isFull) yield* readEagerly(input, { ...reading, onBytes: () => undefined });
}

/** What is found in an input, part by part. Where it can't be read any further, it is named; what came before that stays. */
export async function* readInput(input: Input, reading: Reading): AsyncGenerator<Found> {
    try {
        yield* readWarily(input, reading);
    } catch (error) {
        const reason = unreadable(error);
        if (reason === null) throw error;
        yield named(input.name, reason);
    }
}
