/** Reports an import: one log line per object, and metrics. Neither has any content of a record. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { toError } from '../../basics/thrown.ts';
import { logger, metrics } from '../../basics/telemetry.ts';
import type { ImportOutcome } from './import-message.ts';

/** Metrics by status, in objects. A message without an object counts nothing. */
const METRIC_BY_STATUS = {
    imported: 'imported_objects',
    continued: 'continued_objects',
    skipped: 'skipped_objects',
    missing: 'missing_objects',
    failed: 'failed_objects',
    empty: null,
} as const;

/** events = put_events + rejected_events. */
const COUNTS = ['events', 'put_events', 'rejected_events', 'put_records'] as const;

/** What happens next, or what to do. */
const HINTS: Readonly<Record<ImportOutcome['status'], (object: string) => string | undefined>> = {
    imported: () => undefined,
    empty: () => undefined,
    continued: () => 'A new message imports the rest of the object',
    skipped: (object) =>
        'The importer skips objects older than two days, because a stream cannot have so many active partitions. ' +
        `Run \`replay ${object} --lake s3://LAKE\`, where LAKE is the stack output LakeBucketName`,
    missing: () => 'The object does not exist: it was deleted before the import',
    failed: () => 'SQS delivers the message again; after five attempts it goes to the dead-letter queue',
};

const TOO_LARGE_HINT = 'Events too large for a stream are not imported; they stay in the object';

const levelOf = ({ status, counts, error }: ImportOutcome): 'info' | 'warn' | 'error' => {
    if (status === 'failed') return 'error';
    const isIncomplete = status === 'skipped' || status === 'missing' || error !== null || counts.rejected_events > 0;
    return isIncomplete ? 'warn' : 'info';
};

/** Messages of the SDK and of this project name objects, streams and codes, and no content of a record. */
const textOf = (error: unknown): { error?: string } => {
    if (error === null) return {};
    const { name, message } = toError(error);
    return { error: `${name}: ${message}` };
};

const hintOf = ({ status, object, counts }: ImportOutcome): { hint?: string } => {
    const hint = counts.rejected_events > 0 ? TOO_LARGE_HINT : HINTS[status](object ?? '');
    return hint === undefined ? {} : { hint };
};

const publish = ({ status, counts }: ImportOutcome): void => {
    for (const [metricStatus, name] of Object.entries(METRIC_BY_STATUS)) {
        if (name !== null) metrics.addMetric(name, MetricUnit.Count, metricStatus === status ? 1 : 0);
    }
    for (const name of COUNTS) metrics.addMetric(`import_${name}`, MetricUnit.Count, counts[name]);
    metrics.publishStoredMetrics();
};

/** Writes the log line and the metrics of each outcome of a message. */
export const reportImport = (outcomes: readonly ImportOutcome[], context: Context): void => {
    logger.addContext(context);
    for (const outcome of outcomes) {
        const { status, object, done_before, counts, error } = outcome;
        logger[levelOf(outcome)]('import', {
            status,
            object,
            done_before,
            ...counts,
            ...textOf(error),
            ...hintOf(outcome),
        });
        publish(outcome);
    }
};
