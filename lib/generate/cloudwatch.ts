/** Writes events as CloudWatch Logs envelopes: gzip members end to end, as a stream's raw backup has them. */
import { batches, type Batch } from './batch.ts';
import { Dice, around } from './dice.ts';
import { batchNumber, hexText, type ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { gzip } from './gzip.ts';
import { controlMessage, LOG_GROUP, logEnvelope } from './log-envelope.ts';

/** A subscription sends what has come within a short time: few events, or many. */
const MOST_EVENTS_AN_ENVELOPE = 60;
const MOST_MS_AN_ENVELOPE = 600_000;

/** The dice of a file have a seed of their own, and one stream. */
const STREAM = 0;

/** How many of the events, at most `most`, go together. */
const countTogether = (events: readonly GeneratedEvent[], most: number): number => {
    const firstMs = around(events, 0).atMs;
    const late = events.slice(0, most).findIndex(({ atMs }) => atMs - firstMs > MOST_MS_AN_ENVELOPE);
    return late < 0 ? most : late;
};

const envelopes = (seed: number, batch: Batch): readonly string[] => {
    const dice = new Dice(batchNumber(seed, batch), STREAM);
    const texts = batch.events.slice(0, 1).map(({ atMs }) => controlMessage(atMs));
    for (let at = 0; at < batch.events.length;) {
        const end =
            at +
            countTogether(
                batch.events.slice(at, at + MOST_EVENTS_AN_ENVELOPE),
                1 + dice.below(MOST_EVENTS_AN_ENVELOPE),
            );
        texts.push(logEnvelope(batch.place, batch.events.slice(at, end), dice));
        at = end;
    }
    return texts;
};

const pathOf = (seed: number, batch: Batch): string => {
    const group = batch.place.replace('/aws/vendedlogs/', '').replaceAll('/', '-');
    return `CloudWatchLogs/${group}/${batch.day.replaceAll('-', '/')}/${group}-${batch.day}-${hexText(batchNumber(seed, batch))}.gz`;
};

/** The file of a batch whose place is its log group; a control message comes first. */
export const envelopeFile = (seed: number, batch: Batch): ExportFile => ({
    path: pathOf(seed, batch),
    eventCount: batch.events.length,
    controlMessageCount: 1,
    encode: async () => Buffer.concat(await Promise.all(envelopes(seed, batch).map(gzip))),
});

/** All pools log to one group, so that an envelope holds events of several pools and types. */
export function* cloudwatch(events: Iterable<GeneratedEvent>, seed: number): Generator<ExportFile> {
    for (const batch of batches(events, () => LOG_GROUP)) yield envelopeFile(seed, batch);
}
