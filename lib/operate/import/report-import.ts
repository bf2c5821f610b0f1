/** Reports what became of an object: one log line, and its counts as metrics. No payload, name, address or text of a record. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { toError } from '../../basics/thrown.ts';
import { logger, metrics } from '../../basics/telemetry.ts';
import type { Outcome } from './import-message.ts';

/** The metric of each way to end, a count of objects; nothing is counted where nothing is asked for. */
const METRIC_OF_ENDING = {
    imported: 'imported_objects',
    continued: 'continued_objects',
    left: 'left_objects',
    gone: 'gone_objects',
    failed: 'failed_objects',
    nothing: null,
} as const;

/** Events in = put + refused. */
const COUNTS = ['events', 'put_events', 'refused_events', 'put_pieces'] as const;

/** What to do about an ending, or how it goes on. */
const HINTS: Readonly<Record<Outcome['how'], (object: string) => string | undefined>> = {
    imported: () => undefined,
    nothing: () => undefined,
    continued: () => 'What is left of the object goes on in a new message',
    left: (object) =>
        `Objects older than two days are left to \`replay ${object} --lake s3://LAKE\`, where LAKE is the output LakeBucketName: a stream has not room for so many partitions`,
    gone: () => 'There is no such object: it was deleted before it was imported',
    failed: () => 'The queue shows the message again; after five tries it is a dead letter',
};

const TOO_LARGE = 'Events too large for a stream stay in the object alone';

const levelOf = ({ how, counts, error }: Outcome): 'info' | 'warn' | 'error' => {
    if (how === 'failed') return 'error';
    return how === 'left' || how === 'gone' || error !== null || counts.refused_events > 0 ? 'warn' : 'info';
};

/** Errors of the SDK and of ours name objects, streams and codes. */
const textOf = (error: unknown): { error?: string } => {
    if (error === null) return {};
    const { name, message } = toError(error);
    return { error: `${name}: ${message}` };
};

const hintOf = ({ how, object, counts }: Outcome): { hint?: string } => {
    const hint = counts.refused_events > 0 ? TOO_LARGE : HINTS[how](object ?? '');
    return hint === undefined ? {} : { hint };
};

const publish = ({ how, counts }: Outcome): void => {
    for (const [ending, name] of Object.entries(METRIC_OF_ENDING)) {
        if (name !== null) metrics.addMetric(name, MetricUnit.Count, ending === how ? 1 : 0);
    }
    for (const name of COUNTS) metrics.addMetric(`import_${name}`, MetricUnit.Count, counts[name]);
    metrics.publishStoredMetrics();
};

/** Writes the line and the metrics of what a message asked for. */
export const reportImport = (outcomes: readonly Outcome[], context: Context): void => {
    logger.addContext(context);
    for (const outcome of outcomes) {
        const { how, object, done_before, counts, error } = outcome;
        logger[levelOf(outcome)]('import', {
            how,
            object,
            done_before,
            ...counts,
            ...textOf(error),
            ...hintOf(outcome),
        });
        publish(outcome);
    }
};
