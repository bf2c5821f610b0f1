/** Writes activity as S3 exports (gzip NDJSON by pool) and delivery errors as CloudWatch Logs envelopes. */
import { fileBatches, type FileBatch } from './file-batches.ts';
import { envelopeFile } from './cloudwatch-export.ts';
import { Dice, hashToNumber } from './dice.ts';
import { batchHash, hexText, type ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { gzip } from './gzip.ts';
import { LOG_GROUP } from './log-envelope.ts';
import { ACCOUNT_ID, REGION } from './synthetic-pool.ts';

/** The id of the export is the same for all objects of a pool. */
const deliveryId = (poolId: string): string => new Dice(hashToNumber(poolId), 0).uuid();

/** The object key, as captured from real exports: no date folders; the day and eight hex digits at the end. */
export const exportKey = (poolId: string, day: string, suffix: string): string => {
    const folder = `AWSLogs/${ACCOUNT_ID}/AWSCognitoServiceLogs/${REGION}/${poolId}/USER_AUTH_EVENTS`;
    const logs = `${ACCOUNT_ID}_aws_cognito_service_logs_${REGION}_${poolId}`;
    const delivery = `userAuthEvents_INFO_S3_${deliveryId(poolId)}`;
    const day8 = day.replaceAll('-', '');
    return `${folder}/${logs}_${delivery}_cognito-${poolId}_USER_AUTH_EVENTS_${day8}_${suffix}.log.gz`;
};

/** The events of a pool as one object, without a newline after the last record. */
const objectFile = (seed: number, batch: FileBatch): ExportFile => ({
    path: exportKey(batch.destination, batch.day, hexText(batchHash(seed, batch))),
    eventCount: batch.events.length,
    controlMessageCount: 0,
    encode: () => gzip(batch.events.map(({ text }) => text).join('\n')),
});

/** Cognito exports delivery errors only to CloudWatch Logs. */
const destinationOf = ({ kind, poolId }: GeneratedEvent): string =>
    kind === 'notification' ? `${LOG_GROUP}/${poolId}` : poolId;

export function* s3Export(events: Iterable<GeneratedEvent>, seed: number): Generator<ExportFile> {
    for (const batch of fileBatches(events, destinationOf)) {
        yield batch.destination.startsWith(LOG_GROUP) ? envelopeFile(seed, batch) : objectFile(seed, batch);
    }
}
