/** Writes refused arrivals as Firehose writes them: error objects of one JSON document a line, under errors/. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TableName } from '../../schemas/columns.ts';
import type { Arrival } from '../unwrap.ts';
import { LOCAL_STREAMS } from './call-transform.ts';

/** An object is closed when it has this much; Firehose's own buffer is larger. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** Keys in the order in which objects of 2026 have them; times in epoch ms. */
const errorLine = ({ arrivedAt, data }: Arrival): string =>
    `${JSON.stringify({
        rawData: data,
        errorCode: 'Lambda.ProcessingFailedStatus',
        errorMessage: 'ProcessingFailed status set for record',
        attemptsMade: 1,
        arrivalTimestamp: arrivedAt,
        attemptEndingTimestamp: arrivedAt,
        lambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:local-transform:$LATEST',
    })}\n`;

/** `yyyy/MM/dd/HH` of the oldest record of an object, as Firehose's prefix has it. */
const hourPath = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replace(/[-T]/g, '/');

type OpenObject = { lines: string[]; bytes: number; firstAt: number };

/** Collects error objects below a folder, from where they are published together with the rows. */
export class ErrorObjects {
    readonly #folder: string;
    readonly #open = new Map<TableName, OpenObject>();

    constructor(folder: string) {
        this.#folder = folder;
    }

    /** Adds a refused arrival, with its bytes as they came. */
    async add(table: TableName, arrival: Arrival): Promise<void> {
        const line = errorLine(arrival);
        const object = this.#open.get(table) ?? { lines: [], bytes: 0, firstAt: arrival.arrivedAt };
        object.lines.push(line);
        object.bytes += line.length;
        object.firstAt = Math.min(object.firstAt, arrival.arrivedAt);
        this.#open.set(table, object);
        if (object.bytes >= MAX_OBJECT_BYTES) await this.#write(table);
    }

    /** Writes what is still open. */
    async close(): Promise<void> {
        for (const table of this.#open.keys()) await this.#write(table);
    }

    /** Named by its content: the same refused arrivals make the same object again. */
    async #write(table: TableName): Promise<void> {
        const object = this.#open.get(table);
        if (object === undefined) return;
        const text = object.lines.join('');
        const stream = LOCAL_STREAMS[table];
        const name = `${stream}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
        const path = join(this.#folder, 'errors', stream, 'processing-failed', hourPath(object.firstAt), name);
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, text, { flag: 'w' });
        this.#open.delete(table);
    }
}
