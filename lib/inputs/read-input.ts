/** Reads one input to its end, or up to the first part that cannot be read. */
import { resolve } from 'node:path';
import type { Provenance } from './arrival-time.ts';
import type { Input } from './input.ts';
import { toInputRecords, type InputPart } from './to-input-records.ts';
import { ValueBuffer } from './value-buffer.ts';
import { readValues } from './read-values.ts';
import { recognise } from './recognise.ts';
import { unreadableReason } from './unreadable-reason.ts';

export type ReadInputOptions = {
    /** The latest plausible time of an event, epoch ms. */
    readonly latestAt: number;
    /** Called with the number of bytes read since the last call. */
    readonly onBytes: (bytes: number) => void;
};

/** The folder of S3 exports by the log delivery service: only the key shows this ingest path. */
const EXPORT_KEY = /\/AWSLogs\/\d{12}\/AWSCognitoServiceLogs\//;

const ERROR_OBJECT = /"(rawData|errorCode|ErrorCode|lastErrorCode)"\s*:/;

/** The provenance of an input's events, by its name and time. */
export const provenanceOf = (
    { path, modifiedAt }: Input,
    { latestAt }: Pick<ReadInputOptions, 'latestAt'>,
): Provenance => ({
    ingestPath: path !== null && EXPORT_KEY.test(resolve(path)) ? 's3_export' : null,
    modifiedAt,
    latestAt,
});

const toUnusable = (where: string, why: string): InputPart => ({ records: [], unusable: [{ where, why }] });

async function* readAll(input: Input, options: ReadInputOptions): AsyncGenerator<InputPart> {
    for await (const values of readValues(input, options.onBytes))
        yield toInputRecords(values, provenanceOf(input, options), input.name);
}

/** Reports an input without any Cognito log, unless it is empty. */
function* describeUnrecognised({ name }: Input, { first }: ValueBuffer): Generator<InputPart> {
    if (first === null) return;
    const isErrorObject = ERROR_OBJECT.test(first.bytes.toString('latin1'));
    yield toUnusable(
        name,
        isErrorObject ? 'contains Firehose error objects: use `redrive`' : 'not a recognised Cognito log format',
    );
}

/**
 * Buffers values until the first recognised one. A file recognised after the buffer overflowed is read again from its
 * start; standard input cannot be, so its values become records before the buffer overflows.
 */
async function* readUntilRecognised(input: Input, options: ReadInputOptions): AsyncGenerator<InputPart> {
    const provenance = provenanceOf(input, options);
    const buffer = new ValueBuffer();
    let isRecognised = false;
    for await (const values of readValues(input, options.onBytes)) {
        const isStuck = input.path === null && !buffer.hasRoomFor(values);
        isRecognised ||= isStuck || values.some(({ bytes }) => recognise(bytes, provenance) !== null);
        if (isRecognised && buffer.hasOverflowed) break;
        if (isRecognised) yield toInputRecords([...buffer.take(), ...values], provenance, input.name);
        else buffer.add(values);
    }
    if (!isRecognised) yield* describeUnrecognised(input, buffer);
    else if (buffer.hasOverflowed) yield* readAll(input, { ...options, onBytes: () => undefined });
}

/** The records of an input, part by part. If reading fails, the last part reports why; earlier parts stay valid. */
export async function* readInput(input: Input, options: ReadInputOptions): AsyncGenerator<InputPart> {
    try {
        yield* readUntilRecognised(input, options);
    } catch (error) {
        const reason = unreadableReason(error);
        if (reason === null) throw error;
        yield toUnusable(input.name, reason);
    }
}
