/** Writes events as NDJSON: all pools and kinds together, one or more files per day. */
import { fileBatches } from './file-batches.ts';
import type { ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';

export function* ndjsonExport(events: Iterable<GeneratedEvent>): Generator<ExportFile> {
    for (const { day, part, events: lines } of fileBatches(events, () => 'all')) {
        yield {
            path: `events-${day}-${String(part).padStart(4, '0')}.ndjson`,
            eventCount: lines.length,
            controlMessageCount: 0,
            encode: () => Promise.resolve(Buffer.from(lines.map(({ text }) => `${text}\n`).join(''))),
        };
    }
}
