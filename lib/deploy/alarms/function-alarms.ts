/** The alarms of the functions, and of the import's queues. */
import { IMPORT_TIMEOUT_SECONDS } from '../config/function-timeouts.ts';
import type { StackNames } from '../config/stack-names.ts';
import type { AlarmSpec } from './alarm-specs.ts';
import { functionMetric, ownMetric, queueMetric } from './metric.ts';
import type { RunbookHeading } from './runbook-heading.ts';

/** The import takes an object within minutes; a retry waits for the visibility timeout of the queue. */
const LATE_IMPORT_SECONDS = 3600;
/** The share of a function's timeout above which it is likely to time out soon. */
const SLOW_SHARE = 0.8;

/** The part of an alarm's name that says which function it is about. */
type FunctionPart = 'transform' | 'import' | 'report';

/** A failed call of the transform fails a batch of Firehose; callers of the others send one event at a time. */
const FUNCTION_HEADINGS: Readonly<Record<FunctionPart, RunbookHeading>> = {
    transform: 'One record fails a batch',
    import: 'The import or the report fails',
    report: 'The import or the report fails',
};

/** The alarms of a function. */
export const functionAlarms = (name: FunctionPart, functionName: string, seconds: number): readonly AlarmSpec[] => [
    {
        name: `${name}-errors`,
        metric: functionMetric('Errors', functionName, 'Sum'),
        threshold: 0,
        heading: FUNCTION_HEADINGS[name],
        description: `The function failed; its caller retries. See the log group /aws/lambda/${functionName}.`,
    },
    {
        name: `${name}-throttles`,
        metric: functionMetric('Throttles', functionName, 'Sum'),
        threshold: 0,
        heading: 'A function is throttled',
        description:
            "Lambda throttled the function: the account's concurrency is used up. " +
            'Ask AWS for more, or reserve concurrency for it.',
    },
    {
        name: `${name}-slow`,
        metric: functionMetric('Duration', functionName, 'Maximum'),
        threshold: seconds * SLOW_SHARE * 1000,
        heading: FUNCTION_HEADINGS[name],
        description:
            `The function ran longer than ${seconds * SLOW_SHARE} s; its timeout is ${seconds} s. ` +
            'Give it more memory or less work.',
    },
];

/** The alarms of the import. */
export const importAlarms = (names: StackNames): readonly AlarmSpec[] => [
    ...functionAlarms('import', names.importFunction, IMPORT_TIMEOUT_SECONDS),
    {
        name: 'import-skipped',
        metric: ownMetric('skipped_objects', {}),
        threshold: 0,
        heading: 'Exported objects are not imported',
        description:
            'Exported objects older than two days were skipped. ' +
            'The log of the import names each one, with the replay command that imports it.',
    },
    {
        name: 'import-missing',
        metric: ownMetric('missing_objects', {}),
        threshold: 0,
        heading: 'Exported objects are not imported',
        description:
            'Exported objects were deleted before they were imported. The log of the import names them. ' +
            'Find out who deletes objects in the export bucket.',
    },
    {
        name: 'import-rejected',
        metric: ownMetric('import_rejected_events', {}),
        threshold: 0,
        heading: 'Exported objects are not imported',
        description:
            'Events in exported objects are too large for a stream and were not imported. ' +
            'The log of the import names the objects.',
    },
    {
        name: 'import-dead-letters',
        metric: queueMetric('ApproximateNumberOfMessagesVisible', names.importDeadLetterQueue),
        threshold: 0,
        heading: 'Exported objects are not imported',
        description:
            `Exported objects could not be imported. The queue ${names.importDeadLetterQueue} names them. ` +
            'Start its redrive when the cause is fixed.',
    },
    {
        name: 'import-behind',
        metric: queueMetric('ApproximateAgeOfOldestMessage', names.importQueue),
        threshold: LATE_IMPORT_SECONDS,
        periods: 3,
        heading: 'Exported objects are not imported',
        description:
            `An exported object waits for more than ${LATE_IMPORT_SECONDS} s in ${names.importQueue}. ` +
            'After two days the import skips it. Run doctor: it checks the function and its event source.',
    },
];
