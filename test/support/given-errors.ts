/** Error objects as Firehose writes them, and redrives of them. */
import { join } from 'node:path';
import { findInputs } from '../../lib/inputs/find-inputs.ts';
import { transformHere } from '../../lib/firehose/call-transform.ts';
import { lakeDestination } from '../../lib/operate/redrive/lake-destination.ts';
import { redrive, type Redrive } from '../../lib/operate/redrive/redrive.ts';
import type { RedriveSummary } from '../../lib/operate/redrive/redrive-summary.ts';
import { usualText } from '../fixtures/records.ts';

export const ARRIVED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export const event = (name: string): string => usualText.replace('"ana"', JSON.stringify(name));

/** A line of an error object of bytes, with other fields where they are given. */
export const errorLine = (bytes: string | Uint8Array, fields: object = {}): string =>
    `${JSON.stringify({
        rawData: Buffer.from(bytes).toString('base64'),
        errorCode: 'Lambda.FunctionTimedOut',
        errorMessage: 'the function took too long',
        attemptsMade: 4,
        arrivalTimestamp: ARRIVED_AT,
        attemptEndingTimestamp: ARRIVED_AT + 1000,
        lambdaARN: 'arn:aws:lambda:us-west-2:123456789012:function:f',
        ...fields,
    })}\n`;

export const PATH = 'errors/dev-user-activity/processing-failed/2026/01/02/03/x';

/** A redrive that only shows, or sends to the lake that is given. */
export const redriven = async (
    folder: string,
    lake: string | null,
    asked: Partial<Redrive> = {},
): Promise<RedriveSummary> =>
    redrive({
        inputs: await findInputs([join(folder, 'errors')]),
        pick: {},
        destination: lake === null ? null : await lakeDestination(lake, transformHere()),
        isAgain: false,
        onBytes: () => undefined,
        ...asked,
    });
