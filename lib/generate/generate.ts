/** Generates a synthetic export and writes its files in one of the formats into a folder. */
import { cloudwatchExport } from './cloudwatch-export.ts';
import { generateEvents } from './generate-events.ts';
import type { ExportFile } from './export-file.ts';
import type { EventKind, GeneratedEvent } from './generated-event.ts';
import { ndjsonExport } from './ndjson-export.ts';
import type { GenerateOptions } from './generate-options.ts';
import { writeOutFile } from './out-folder.ts';
import { s3Export } from './s3-export.ts';

const EXPORT_FORMATS = { 's3-export': s3Export, ndjson: ndjsonExport, cloudwatch: cloudwatchExport } as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;
export const EXPORT_FORMAT_NAMES = ['s3-export', 'ndjson', 'cloudwatch'] as const satisfies readonly ExportFormat[];

export type GenerateSummary = {
    files: number;
    bytes: number;
    control_messages: number;
    events: number;
    events_by_kind: Record<EventKind, number>;
};

export type GenerateTask = {
    readonly options: GenerateOptions;
    readonly format: ExportFormat;
    /** Output folder, opened with openOutFolder. */
    readonly folder: string;
    /** Called after each file with the number of events written so far. */
    readonly onProgress: (eventCount: number) => void;
};

/** Files compressed and written while the next one is generated: keeps two cores busy and memory flat. */
const MAX_CONCURRENT_FILES = 3;

function* countByKind(source: Iterable<GeneratedEvent>, summary: GenerateSummary): Generator<GeneratedEvent> {
    for (const event of source) {
        summary.events_by_kind[event.kind] += 1;
        yield event;
    }
}

const writeExportFile = async (file: ExportFile, task: GenerateTask, summary: GenerateSummary): Promise<void> => {
    const bytes = await file.encode();
    await writeOutFile(task.folder, file.path, bytes);
    summary.files += 1;
    summary.bytes += bytes.length;
    summary.control_messages += file.controlMessageCount;
    summary.events += file.eventCount;
    task.onProgress(summary.events);
};

/** Writes all events. If a file fails, waits for the files in progress and throws the first error. */
export const generate = async (task: GenerateTask): Promise<GenerateSummary> => {
    const summary: GenerateSummary = {
        files: 0,
        bytes: 0,
        control_messages: 0,
        events: 0,
        events_by_kind: { activity: 0, notification: 0, bad: 0 },
    };
    const { options, format } = task;
    const inProgress = new Set<Promise<void>>();
    try {
        for (const file of EXPORT_FORMATS[format](countByKind(generateEvents(options), summary), options.seed)) {
            // A failed write stays in the set, so that the next await throws.
            const writing: Promise<void> = writeExportFile(file, task, summary).then(
                () => void inProgress.delete(writing),
            );
            inProgress.add(writing);
            if (inProgress.size >= MAX_CONCURRENT_FILES) await Promise.race(inProgress);
        }
        await Promise.all(inProgress);
    } finally {
        await Promise.allSettled(inProgress);
    }
    return summary;
};
