/** Writes what could not be delivered as Firehose writes it: error objects of one JSON document a line, under errors/. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableName } from '../../schemas/columns.ts';
import { isBase64, toBase64 } from '../transform/decode/base64.ts';
import { LOCAL_STREAMS } from './call-transform.ts';

/** An object is closed when it has this much; Firehose's own buffer is larger. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** The folder that Firehose names by !{firehose:error-output-type}. */
export type ErrorType = 'processing-failed' | 'partitioning-failed' | 'activePartitionExceeded';

/** Why a record goes to the errors, in the words of Firehose's error objects. */
export type RecordFailure = {
    readonly type: ErrorType;
    readonly code: string;
    readonly message: string;
    readonly attempts: number;
};

/** The function itself refused the record. */
export const REFUSED: RecordFailure = {
    type: 'processing-failed',
    code: 'Lambda.ProcessingFailedStatus',
    message: 'ProcessingFailed status set for record',
    attempts: 1,
};

/** A record that goes to the errors: its time of arrival (epoch ms), and in base64 what came, or what the function made of it. */
export type FailedRecord = { readonly arrivedAt: number; readonly data: string; readonly failure: RecordFailure };

/** Keys in the order in which objects of 2026 have them; times in epoch ms. */
const errorLine = ({ arrivedAt, data, failure }: FailedRecord): string =>
    `${JSON.stringify({
        // Of a saved event that was edited by hand: what is no base64 is kept as a text.
        rawData: isBase64(data) ? data : toBase64([data]),
        errorCode: failure.code,
        errorMessage: failure.message,
        attemptsMade: failure.attempts,
        arrivalTimestamp: arrivedAt,
        attemptEndingTimestamp: arrivedAt,
        lambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:local-transform:$LATEST',
    })}\n`;

/** `yyyy/MM/dd/HH` of the oldest record of an object, as Firehose's prefix has it. */
const hourPath = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replace(/[-T]/g, '/');

type OpenObject = {
    readonly table: TableName;
    readonly type: ErrorType;
    readonly lines: string[];
    bytes: number;
    firstAt: number;
};

/** Collects error objects below a folder, from where they are published together with the rows. */
export class ErrorObjects {
    readonly #folder: string;
    readonly #open = new Map<string, OpenObject>();

    constructor(folder: string) {
        this.#folder = folder;
    }

    /** Adds a record, with its bytes as they are. */
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

    /** Writes what is still open. */
    async close(): Promise<void> {
        for (const [key, object] of this.#open) await this.#write(key, object);
    }

    /** Named by its content: the same refused arrivals make the same object again. */
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
