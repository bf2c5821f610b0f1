/** Writes undeliverable records as Firehose does: NDJSON error objects under errors/. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableName } from '../../schemas/columns.ts';
import { isBase64, toBase64 } from '../transform/decode/base64.ts';
import { LOCAL_STREAMS } from './call-transform.ts';

/** An object is closed at this size; Firehose's own buffer is larger. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** The folder name that Firehose makes of !{firehose:error-output-type}. */
export type ErrorType = 'processing-failed' | 'partitioning-failed' | 'activePartitionExceeded';

/** Why a record goes to the errors, as in Firehose's error objects. */
export type RecordFailure = {
    readonly type: ErrorType;
    readonly code: string;
    readonly message: string;
    readonly attempts: number;
};

/** The function itself rejected the record. */
export const REJECTED_BY_FUNCTION: RecordFailure = {
    type: 'processing-failed',
    code: 'Lambda.ProcessingFailedStatus',
    message: 'ProcessingFailed status set for record',
    attempts: 1,
};

/** A failed record: its arrival time (epoch ms), and its data in base64, original or as the function returned it. */
export type FailedRecord = { readonly arrivedAt: number; readonly data: string; readonly failure: RecordFailure };

/** One line of an error object: keys in the order of objects from 2026; times in epoch ms. */
const errorLine = ({ arrivedAt, data, failure }: FailedRecord): string =>
    `${JSON.stringify({
        // A saved event that was edited by hand may have data that is not base64: keep it as text.
        rawData: isBase64(data) ? data : toBase64([data]),
        errorCode: failure.code,
        errorMessage: failure.message,
        attemptsMade: failure.attempts,
        arrivalTimestamp: arrivedAt,
        attemptEndingTimestamp: arrivedAt,
        lambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:local-transform:$LATEST',
    })}\n`;

/** `yyyy/MM/dd/HH` of the oldest record of an object, as in Firehose's prefix. */
const hourPath = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replace(/[-T]/g, '/');

type OpenObject = {
    readonly table: TableName;
    readonly type: ErrorType;
    readonly lines: string[];
    bytes: number;
    firstAt: number;
};

/** Collects error objects below a folder, which is published together with the rows. */
export class ErrorObjects {
    readonly #folder: string;
    readonly #open = new Map<string, OpenObject>();

    constructor(folder: string) {
        this.#folder = folder;
    }

    /** Adds a record, with its bytes unchanged. */
    async add(table: TableName, record: FailedRecord): Promise<void> {
        const { type } = record.failure;
        const key = `${table}/${type}`;
        const object = this.#open.get(key) ?? { table, type, lines: [], bytes: 0, firstAt: record.arrivedAt };
        const line = errorLine(record);
        object.lines.push(line);
        object.bytes += line.length;
        object.firstAt = Math.min(object.firstAt, record.arrivedAt);
        this.#open.set(key, object);
        if (object.bytes >= MAX_OBJECT_BYTES) await this.#write(key, object);
    }

    /** Writes the objects that are still open. */
    async close(): Promise<void> {
        for (const [key, object] of this.#open) await this.#write(key, object);
    }

    /** The name is a hash of the content: the same rejected records make the same object again. */
    async #write(key: string, { table, type, lines, firstAt }: OpenObject): Promise<void> {
        const text = lines.join('');
        const stream = LOCAL_STREAMS[table];
        const name = `${stream}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
        const path = join(this.#folder, 'errors', stream, type, hourPath(firstAt), name);
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, text, { flag: 'w' });
        this.#open.delete(key);
    }
}
