/** Redrives error objects: reads their lines, counts the errors, and sends the events that are usable now. */
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { UserError } from '../../basics/user-error.ts';
import type { Input } from '../../inputs/input.ts';
import { addUnusable } from '../replay/replay-summary.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { errorLines, type ErrorLine } from './error-lines.ts';
import { ErrorTable } from './error-table.ts';
import { failedEvents, type FailedEvent, type RedrivableEvent } from './failed-events.ts';
import { isSelectedLine, isSelectedReason, type RedriveFilter } from './redrive-filter.ts';
import { addsUp, addStillRejected, newRedriveSummary, type RedriveSummary } from './redrive-summary.ts';
import { EventSender } from './event-sender.ts';

export type RedriveOptions = {
    readonly inputs: readonly Input[];
    readonly filter: RedriveFilter;
    /** Null: only count the errors. */
    readonly destination: RedriveDestination | null;
    /** Also send events that are in the ledger. */
    readonly isResend: boolean;
    readonly onBytes: (bytes: number) => void;
    readonly signal?: AbortSignal;
};

type RedriveRun = {
    readonly options: RedriveOptions;
    readonly summary: RedriveSummary;
    readonly sender: EventSender | null;
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

const countByReason = (
    events: readonly FailedEvent[],
): ReadonlyMap<RejectionReason | 'usable' | 'no_events', number> => {
    const counts = new Map<RejectionReason | 'usable' | 'no_events', number>(
        events.length === 0 ? [['no_events', 0]] : [],
    );
    for (const { reason } of events) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return counts;
};

const processLine = async (line: ErrorLine, table: ErrorTable, run: RedriveRun): Promise<void> => {
    const {
        options: { filter },
        summary,
    } = run;
    if (!isSelectedLine(line, filter)) return;
    const all = failedEvents(line);
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

const processAll = async (table: ErrorTable, run: RedriveRun): Promise<void> => {
    const {
        options: { inputs, destination, onBytes, signal },
        summary,
    } = run;
    for await (const result of errorLines(inputs, onBytes)) {
        if (signal?.aborted === true) throw stoppedError(destination);
        if ('unusable' in result) addUnusable(summary, result.unusable.where, () => result.unusable.why);
        else await processLine(result.line, table, run);
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
        await processAll(table, { options, summary, sender });
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
