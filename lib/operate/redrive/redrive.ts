/** Redrives error objects: reads their lines, counts the errors, and sends the events that are usable now. */
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { UserError } from '../../basics/user-error.ts';
import type { Input } from '../../inputs/input.ts';
import { addUnusable } from '../replay/replay-summary.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { checkLines } from './check-lines.ts';
import { errorLines, type ErrorLine, type ErrorLineResult } from './error-lines.ts';
import { ErrorTable } from './error-table.ts';
import type { FailedEvent, RedrivableEvent } from './failed-events.ts';
import { FUNCTION_FAILS, isSelectedLine, isSelectedReason, type RedriveFilter } from './redrive-filter.ts';
import type { CheckThread } from './start-check-thread.ts';
import { addsUp, addStillRejected, newRedriveSummary, type RedriveSummary } from './redrive-summary.ts';
import { EventSender } from './event-sender.ts';

export type RedriveOptions = {
    readonly inputs: readonly Input[];
    readonly filter: RedriveFilter;
    /** Null: only count the errors. */
    readonly destination: RedriveDestination | null;
    /** Decodes the records of some lines. */
    readonly check: CheckThread['call'];
    /** Also send events that are in the ledger. */
    readonly isResend: boolean;
    readonly onBytes: (bytes: number) => void;
    readonly signal?: AbortSignal;
};

type RedriveRun = {
    readonly options: RedriveOptions;
    readonly summary: RedriveSummary;
    readonly sender: EventSender | null;
    readonly table: ErrorTable;
};

const isRedrivable = (event: FailedEvent): event is RedrivableEvent => event.reason === 'usable';

const sendOrSkip = async (
    event: RedrivableEvent,
    { id: lineId }: ErrorLine,
    { options: { destination, isResend }, summary: { counts }, sender }: RedriveRun,
): Promise<void> => {
    if (destination === null || sender === null) return;
    const sentFrom = isResend ? undefined : destination.ledger.sent.get(event.id);
    if (sender.has(event.id)) counts.duplicates += 1;
    else if (sentFrom === lineId) counts.sent_before += 1;
    else if (sentFrom !== undefined) counts.sent_from_other_line += 1;
    else if (!destination.accepts(event.line.table)) counts.other_table += 1;
    else await sender.add(event, lineId);
};

type LineReason = RejectionReason | 'usable' | 'no_events';

const countByReason = (events: readonly FailedEvent[]): ReadonlyMap<LineReason, number> => {
    const counts = new Map<LineReason, number>(events.length === 0 ? [['no_events', 0]] : []);
    for (const { reason } of events) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return counts;
};

/** A record that the function fails on counts as one event, like other records that cannot be decoded. */
const processFailingLine = (
    line: ErrorLine,
    why: string,
    { options: { filter }, summary, table }: RedriveRun,
): void => {
    if (!isSelectedReason(FUNCTION_FAILS, filter)) return;
    summary.lines += 1;
    summary.counts.events += 1;
    summary.counts.function_fails += 1;
    addUnusable(summary, line.where, () => why);
    table.add(line, FUNCTION_FAILS, 1);
};

const processLine = async (line: ErrorLine, all: readonly FailedEvent[], run: RedriveRun): Promise<void> => {
    const {
        options: { filter },
        summary,
        table,
    } = run;
    const counts = [...countByReason(all)].filter(([reason]) => isSelectedReason(reason, filter));
    if (counts.length > 0) summary.lines += 1;
    for (const [reason, count] of counts) table.add(line, reason, count);
    for (const event of all.filter(({ reason }) => isSelectedReason(reason, filter))) {
        summary.counts.events += 1;
        if (isRedrivable(event)) await sendOrSkip(event, line, run);
        else addStillRejected(summary.counts, event.reason);
    }
};

const stoppedError = (destination: RedriveDestination | null): UserError =>
    new UserError(
        destination?.isDurableOnSend === true
            ? 'Stopped. Sent events are in the ledger. Run the same command again for the rest.'
            : 'Stopped. Nothing was changed.',
    );

/** The lines that the filter selects, and the parts that are not lines. */
async function* selectedLines({ inputs, onBytes, filter }: RedriveOptions): AsyncGenerator<ErrorLineResult> {
    for await (const result of errorLines(inputs, onBytes))
        if ('unusable' in result || isSelectedLine(result.line, filter)) yield result;
}

const processAll = async (run: RedriveRun): Promise<void> => {
    const { options, summary } = run;
    for await (const result of checkLines(selectedLines(options), options.check)) {
        if (options.signal?.aborted === true) throw stoppedError(options.destination);
        if ('unusable' in result) addUnusable(summary, result.unusable.where, result.unusable.why);
        else if ('failure' in result) processFailingLine(result.line, result.failure, run);
        else await processLine(result.line, result.events, run);
    }
};

/**
 * Reads the error objects, sends usable events to the destination, and returns the summary. Always closes the
 * destination.
 */
export const redrive = async (options: RedriveOptions): Promise<RedriveSummary> => {
    const startedAt = performance.now();
    const { destination, inputs } = options;
    const summary = newRedriveSummary(inputs.length, destination?.name ?? null);
    const sender = destination === null ? null : new EventSender(destination, summary.counts);
    const table = new ErrorTable();
    try {
        await processAll({ options, summary, sender, table });
        await sender?.finish();
    } finally {
        await destination?.close();
    }
    return {
        ...summary,
        groups: table.groups(),
        adds_up: addsUp(summary),
        seconds: (performance.now() - startedAt) / 1000,
    };
};
