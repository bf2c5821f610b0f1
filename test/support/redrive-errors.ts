/** Makes Firehose error objects, and redrives them. */
import { join } from 'node:path';
import { findInputs } from '../../lib/inputs/find-inputs.ts';
import { loadTransform } from '../../lib/firehose/call-transform.ts';
import { failedEvents } from '../../lib/operate/redrive/failed-events.ts';
import { lakeDestination } from '../../lib/operate/redrive/lake-destination.ts';
import { redrive, type RedriveOptions } from '../../lib/operate/redrive/redrive.ts';
import type { RedriveSummary } from '../../lib/operate/redrive/redrive-summary.ts';
import { usualText } from '../fixtures/records.ts';

export const ERROR_ARRIVED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export const eventOfUser = (name: string): string => usualText.replace('"ana"', JSON.stringify(name));

/** A line of an error object with these bytes; `fields` overrides its fields. */
export const errorLine = (bytes: string | Uint8Array, fields: object = {}): string =>
    `${JSON.stringify({
        rawData: Buffer.from(bytes).toString('base64'),
        errorCode: 'Lambda.FunctionTimedOut',
        errorMessage: 'the function took too long',
        attemptsMade: 4,
        arrivalTimestamp: ERROR_ARRIVED_AT,
        attemptEndingTimestamp: ERROR_ARRIVED_AT + 1000,
        lambdaARN: 'arn:aws:lambda:us-west-2:123456789012:function:f',
        ...fields,
    })}\n`;

export const ERROR_OBJECT_KEY = 'errors/dev-user-activity/processing-failed/2026/01/02/03/x';

/** The check of error lines in this thread. */
export const checkHere: RedriveOptions['check'] = async (records) => ({ answer: records.map(failedEvents) });

/** Redrives the error objects of a folder to a lake; with null it only counts. */
export const redriveErrors = async (
    folder: string,
    lake: string | null,
    options: Partial<RedriveOptions> = {},
): Promise<RedriveSummary> =>
    redrive({
        inputs: await findInputs([join(folder, 'errors')]),
        filter: {},
        destination: lake === null ? null : await lakeDestination(lake, loadTransform()),
        check: checkHere,
        isResend: false,
        onBytes: () => undefined,
        ...options,
    });
