/** Writes events one a line, all pools and kinds together, a file a day or more. */
import { batches } from './batch.ts';
import type { ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';

export function* ndjson(events: Iterable<GeneratedEvent>): Generator<ExportFile> {
    for (const { day, part, events: lines } of batches(events, () => 'all')) {
        yield {
            path: `events-${day}-${String(part).padStart(4, '0')}.ndjson`,
            eventCount: lines.length,
            controlMessageCount: 0,
            encode: () => Promise.resolve(Buffer.from(lines.map(({ text }) => `${text}\n`).join(''))),
        };
    }
}
