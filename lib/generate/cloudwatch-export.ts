/** Writes events as CloudWatch Logs envelopes: concatenated gzip members, as in the raw backup of a stream. */
import { fileBatches, type FileBatch } from './file-batches.ts';
import { Dice, cyclicItem } from './dice.ts';
import { batchHash, hexText, type ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { gzip } from './gzip.ts';
import { controlMessage, LOG_GROUP, logEnvelope } from './log-envelope.ts';

/** A subscription sends the events of a short time window: few or many. */
const MAX_EVENTS_PER_ENVELOPE = 60;
const MAX_ENVELOPE_MS = 600_000;

/** Each file has its own seed, so one stream number is enough. */
const DICE_STREAM = 0;

/** How many of the first events fit into one envelope: at most `maxCount`, within MAX_ENVELOPE_MS. */
const countForEnvelope = (events: readonly GeneratedEvent[], maxCount: number): number => {
    const firstMs = cyclicItem(events, 0).atMs;
    const late = events.slice(0, maxCount).findIndex(({ atMs }) => atMs - firstMs > MAX_ENVELOPE_MS);
    return late < 0 ? maxCount : late;
};

const envelopes = (seed: number, batch: FileBatch): readonly string[] => {
    const dice = new Dice(batchHash(seed, batch), DICE_STREAM);
    const texts = batch.events.slice(0, 1).map(({ atMs }) => controlMessage(atMs));
    for (let at = 0; at < batch.events.length;) {
        const end =
            at +
            countForEnvelope(
                batch.events.slice(at, at + MAX_EVENTS_PER_ENVELOPE),
                1 + dice.below(MAX_EVENTS_PER_ENVELOPE),
            );
        texts.push(logEnvelope(batch.destination, batch.events.slice(at, end), dice));
        at = end;
    }
    return texts;
};

const pathOf = (seed: number, batch: FileBatch): string => {
    const group = batch.destination.replace('/aws/vendedlogs/', '').replaceAll('/', '-');
    const folder = `CloudWatchLogs/${group}/${batch.day.replaceAll('-', '/')}`;
    return `${folder}/${group}-${batch.day}-${hexText(batchHash(seed, batch))}.gz`;
};

/** The file of a batch whose destination is a log group. It starts with a control message. */
export const envelopeFile = (seed: number, batch: FileBatch): ExportFile => ({
    path: pathOf(seed, batch),
    eventCount: batch.events.length,
    controlMessageCount: 1,
    encode: async () => Buffer.concat(await Promise.all(envelopes(seed, batch).map(gzip))),
});

/** All pools log to one log group, so an envelope contains events of several pools and types. */
export function* cloudwatchExport(events: Iterable<GeneratedEvent>, seed: number): Generator<ExportFile> {
    for (const batch of fileBatches(events, () => LOG_GROUP)) yield envelopeFile(seed, batch);
}
