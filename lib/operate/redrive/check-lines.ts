/** Checks error lines in batches: the events of each line, or why the check fails on it. */
import { isolateFailures } from '../../firehose/isolate-failures.ts';
import type { ThreadDeath, ThreadOutcome } from '../../firehose/isolated-thread.ts';
import type { ErrorLine, ErrorLineResult } from './error-lines.ts';
import type { FailedEvent } from './failed-events.ts';
import type { CheckThread } from './start-check-thread.ts';

/** The events of a line. Or why the transform's own code fails on it: then its events are not known. */
type CheckedLine = { readonly line: ErrorLine } & (
    { readonly events: readonly FailedEvent[] } | { readonly failure: string }
);

/** A checked line, or a part of the input that is not a line of an error object. */
export type CheckedLineResult = CheckedLine | Extract<ErrorLineResult, { unusable: unknown }>;

/** A batch is as large as one for the transform: 1 MB without base64. */
const MAX_LINES = 500;
const MAX_DATA_LENGTH = 1_333_333;

const DEATHS: Readonly<Record<ThreadDeath, string>> = {
    out_of_memory: 'it runs out of memory',
    timed_out: 'it takes too long',
    exited: 'its thread ends',
};

const failureOf = (outcome: Exclude<ThreadOutcome<unknown>, { answer: unknown }>): string =>
    `the function fails on this record: ${'diedOf' in outcome ? DEATHS[outcome.diedOf] : outcome.thrownAt}`;

const checkBatch = async (lines: readonly ErrorLine[], call: CheckThread['call']): Promise<readonly CheckedLine[]> => {
    const parts = await isolateFailures(lines, async (some) => {
        const result = await call(some.map(({ rawData, arrivedAt, type }) => ({ rawData, arrivedAt, type })));
        return { result, isFailed: !('answer' in result) };
    });
    return parts.flatMap(({ items, result }) =>
        items.map((line, index) =>
            'answer' in result ? { line, events: result.answer[index] ?? [] } : { line, failure: failureOf(result) },
        ),
    );
};

/** Checks the lines of a stream. Parts that are not lines come before the lines of their batch. */
export async function* checkLines(
    results: AsyncIterable<ErrorLineResult>,
    call: CheckThread['call'],
): AsyncGenerator<CheckedLineResult> {
    let [waiting, length]: [ErrorLine[], number] = [[], 0];
    for await (const result of results) {
        if ('unusable' in result) yield result;
        else {
            waiting.push(result.line);
            length += result.line.rawData.length;
        }
        if (waiting.length < MAX_LINES && length < MAX_DATA_LENGTH) continue;
        yield* await checkBatch(waiting, call);
        [waiting, length] = [[], 0];
    }
    if (waiting.length > 0) yield* await checkBatch(waiting, call);
}
