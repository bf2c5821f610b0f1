/** Generates an export: events, laid out as a format has them, written into a folder. */
import { cloudwatch } from './cloudwatch.ts';
import { events } from './events.ts';
import type { ExportFile } from './export-file.ts';
import type { EventKind, GeneratedEvent } from './generated-event.ts';
import { ndjson } from './ndjson.ts';
import type { GenerateOptions } from './options.ts';
import { writeOutFile } from './out-folder.ts';
import { s3Export } from './s3-export.ts';

export const FORMATS = { 's3-export': s3Export, ndjson, cloudwatch } as const;
export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = ['s3-export', 'ndjson', 'cloudwatch'] as const satisfies readonly Format[];

export type GenerateSummary = {
    files: number;
    bytes: number;
    control_messages: number;
    events: number;
    events_by_kind: Record<EventKind, number>;
};

export type GenerateTask = {
    readonly options: GenerateOptions;
    readonly format: Format;
    /** An open out folder. */
    readonly folder: string;
    /** Called after each file, with the events written so far. */
    readonly onProgress: (eventCount: number) => void;
};

/** So many files are compressed and written while the next one is made: two cores are then busy, and memory stays flat. */
const FILES_AT_ONCE = 3;

function* counted(source: Iterable<GeneratedEvent>, summary: GenerateSummary): Generator<GeneratedEvent> {
    for (const event of source) {
        summary.events_by_kind[event.kind] += 1;
        yield event;
    }
}

const write = async (file: ExportFile, task: GenerateTask, summary: GenerateSummary): Promise<void> => {
    const bytes = await file.encode();
    await writeOutFile(task.folder, file.path, bytes);
    summary.files += 1;
    summary.bytes += bytes.length;
    summary.control_messages += file.controlMessageCount;
    summary.events += file.eventCount;
    task.onProgress(summary.events);
};

/** Writes all events of the options. The first file that can't be written ends it, once those under way have ended. */
export const generate = async (task: GenerateTask): Promise<GenerateSummary> => {
    const summary: GenerateSummary = {
        files: 0,
        bytes: 0,
        control_messages: 0,
        events: 0,
        events_by_kind: { activity: 0, notification: 0, bad: 0 },
    };
    const { options, format } = task;
    const underWay = new Set<Promise<void>>();
    try {
        for (const file of FORMATS[format](counted(events(options), summary), options.seed)) {
            // One that failed stays: the next look at the set then throws.
            const writing: Promise<void> = write(file, task, summary).then(() => void underWay.delete(writing));
            underWay.add(writing);
            if (underWay.size >= FILES_AT_ONCE) await Promise.race(underWay);
        }
        await Promise.all(underWay);
    } finally {
        await Promise.allSettled(underWay);
    }
    return summary;
};
