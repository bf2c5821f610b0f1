/** Plays a run in memory: the local Firehose before a transform, and where everything is in the end by the rule of the views. */
import type { Context } from 'aws-lambda';
import { handlerWith } from '../../functions/transform.ts';
import { callWith, type CallTransform } from '../../lib/firehose/call-transform.ts';
import { LocalFirehose } from '../../lib/firehose/local-firehose.ts';
import type { FailedRecord } from '../../lib/firehose/error-objects.ts';
import * as z from 'zod';
import type { Run } from './given-runs.ts';
import { isBefore, keyOf, type Ended } from './judge.ts';

const context = z.custom<Context>().parse({});

/** The handler as its module has it. */
export const moduleCall: CallTransform = callWith((door) => async (event) => handlerWith(door)(event, context));

const MAX_CALLS = 3000;

const linesOf = (data: string): readonly string[] => Buffer.from(data, 'base64').toString().trimEnd().split('\n');

/** Everything where it is in the end. Throws when an answer's rows are not in the partition of its keys, a count does not add up, or it never ends. */
export const played = async ({ arrivals, faults }: Run, call: CallTransform): Promise<Ended> => {
    const shown = new Map<string, string>();
    const errors: FailedRecord[] = [];
    let [putBackFailed, calls] = [0, 0];
    const show = (key: string, line: string): void => {
        const before = shown.get(key);
        if (before === undefined || isBefore(line, before)) shown.set(key, line);
    };
    const counted: CallTransform = async (event, fate) => {
        calls += 1;
        if (calls > MAX_CALLS) throw new Error('what is put back goes round for ever');
        return call(event, fate);
    };
    const firehose = new LocalFirehose(
        counted,
        {
            count: ({ events, rows, refused_events, put_back_events, refused_by_reason }) => {
                if (events !== rows + refused_events + put_back_events)
                    throw new Error('the identity of a batch does not hold');
                putBackFailed += refused_by_reason.put_back_failed ?? 0;
            },
            keep: (table, { user_pool_id, event_type, dt }, data) => {
                for (const line of linesOf(data)) {
                    const key = line === '' ? '' : keyOf(table, line);
                    if (!key.startsWith([table, user_pool_id, event_type, dt, ''].join('/')))
                        throw new Error(`a row outside its partition: ${line}`);
                    show(key, line);
                }
            },
            refuse: async (_, record) => {
                errors.push(record);
            },
            settle: async () => undefined,
        },
        faults,
    );
    for (const [line, { table, arrivedAt, data }] of arrivals.entries())
        await firehose.put({ table, arrivedAt, data, origin: { name: '', line } });
    await firehose.drain();
    return { rows: [...shown].map(([key, line]) => ({ key, line })), errors, putBackFailed };
};
