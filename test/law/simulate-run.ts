/** Simulates a run in memory: the local Firehose with a transform, and the rows that the views show. */
import { handlerWith } from '../../functions/transform.ts';
import { toCallTransform, type CallTransform } from '../../lib/firehose/call-transform.ts';
import { LocalFirehose } from '../../lib/firehose/local-firehose.ts';
import type { FailedRecord } from '../../lib/firehose/error-objects.ts';
import type { SimulatedRun } from './random-runs.ts';
import { isPreferredRow, viewKeyOf, type RunOutcome } from './find-violations.ts';

/** Calls the handler from its source module. */
export const callModule: CallTransform = toCallTransform(handlerWith);

const MAX_CALLS = 3000;

const decodeLines = (data: string): readonly string[] => Buffer.from(data, 'base64').toString().trimEnd().split('\n');

/**
 * The outcome of a run. Throws if rows are not in the partition of their keys, a count does not add up, or the run
 * never ends.
 */
export const simulateRun = async ({ records, faults }: SimulatedRun, call: CallTransform): Promise<RunOutcome> => {
    const shown = new Map<string, string>();
    const errors: FailedRecord[] = [];
    let [reingestFailed, calls] = [0, 0];
    const show = (key: string, line: string): void => {
        const current = shown.get(key);
        if (current === undefined || isPreferredRow(line, current)) shown.set(key, line);
    };
    const limitedCall: CallTransform = async (event, faultsOfCall) => {
        calls += 1;
        if (calls > MAX_CALLS) throw new Error('re-ingested records never run out');
        return call(event, faultsOfCall);
    };
    const firehose = new LocalFirehose(
        limitedCall,
        {
            count: ({ events, rows, rejected_events, reingested_events, rejected_by_reason }) => {
                if (events !== rows + rejected_events + reingested_events)
                    throw new Error('the counts of a batch do not add up');
                reingestFailed += rejected_by_reason.reingest_failed ?? 0;
            },
            write: (table, { user_pool_id, event_type, dt }, data) => {
                for (const line of decodeLines(data)) {
                    const key = line === '' ? '' : viewKeyOf(table, line);
                    if (!key.startsWith([table, user_pool_id, event_type, dt, ''].join('/')))
                        throw new Error(`a row is outside its partition: ${line}`);
                    show(key, line);
                }
            },
            reject: async (_, record) => {
                errors.push(record);
            },
            catchUp: async () => undefined,
        },
        faults,
    );
    for (const [line, { table, arrivedAt, data }] of records.entries())
        await firehose.put({ table, arrivedAt, data, position: { name: '', line } });
    await firehose.drain();
    return { rows: [...shown].map(([key, line]) => ({ key, line })), errors, reingestFailed };
};
