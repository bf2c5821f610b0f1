/** Writes events as Cognito exports them to a bucket: gzip NDJSON by pool; delivery errors only ever go to CloudWatch Logs. */
import { batches, type Batch } from './batch.ts';
import { envelopeFile } from './cloudwatch.ts';
import { Dice, textNumber } from './dice.ts';
import { batchNumber, hexText, type ExportFile } from './export-file.ts';
import type { GeneratedEvent } from './generated-event.ts';
import { gzip } from './gzip.ts';
import { LOG_GROUP } from './log-envelope.ts';
import { ACCOUNT_ID, REGION } from './pool.ts';
/** The export's own id stays the same from object to object of a pool. */
const deliveryId = (poolId: string): string => new Dice(textNumber(poolId), 0).uuid();

/** The key of an object, as captured from real exports: no date folders, the day and eight hex digits at the end. */
export const exportKey = (poolId: string, day: string, suffix: string): string => {
    const folder = `AWSLogs/${ACCOUNT_ID}/AWSCognitoServiceLogs/${REGION}/${poolId}/USER_AUTH_EVENTS`;
    const source = `${ACCOUNT_ID}_aws_cognito_service_logs_${REGION}_${poolId}_userAuthEvents_INFO_S3_${deliveryId(poolId)}`;
    return `${folder}/${source}_cognito-${poolId}_USER_AUTH_EVENTS_${day.replaceAll('-', '')}_${suffix}.log.gz`;
};

/** Events of a pool as one object: no newline after the last record. */
const objectFile = (seed: number, batch: Batch): ExportFile => ({
    path: exportKey(batch.place, batch.day, hexText(batchNumber(seed, batch))),
    eventCount: batch.events.length,
    controlMessageCount: 0,
    encode: () => gzip(batch.events.map(({ text }) => text).join('\n')),
});

const placeOf = ({ kind, poolId }: GeneratedEvent): string =>
    kind === 'notification' ? `${LOG_GROUP}/${poolId}` : poolId;

export function* s3Export(events: Iterable<GeneratedEvent>, seed: number): Generator<ExportFile> {
    for (const batch of batches(events, placeOf)) {
        yield batch.place.startsWith(LOG_GROUP) ? envelopeFile(seed, batch) : objectFile(seed, batch);
    }
}
