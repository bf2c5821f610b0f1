/** Redrives error objects: reads their lines, shows what is there, and sends the events that are good now. */
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { Input } from '../../inputs/input.ts';
import { addUnusable } from '../replay/summary.ts';
import type { Destination } from './destination.ts';
import { errorLines, type ErrorLine } from './error-lines.ts';
import { ErrorTable } from './error-table.ts';
import { failedEvents, type FailedEvent, type Good } from './failed-events.ts';
import { isPickedLine, isPickedReason, type Pick } from './pick.ts';
import { addsUp, addStillBad, newRedriveSummary, type RedriveSummary } from './redrive-summary.ts';
import { Sending } from './sending.ts';

/** What is asked for. */
export type Redrive = {
    readonly inputs: readonly Input[];
    readonly pick: Pick;
    /** Null to show only. */
    readonly destination: Destination | null;
    /** Sends also what the ledger has. */
    readonly isAgain: boolean;
    readonly onBytes: (bytes: number) => void;
    readonly signal?: AbortSignal;
};

type Run = { readonly redrive: Redrive; readonly summary: RedriveSummary; readonly sending: Sending | null };

const isGood = (event: FailedEvent): event is Good => event.reason === 'usable';

const takeGood = async (
    event: Good,
    { id: lineId }: ErrorLine,
    { redrive: { destination, isAgain }, summary: { fates }, sending }: Run,
): Promise<void> => {
    if (destination === null || sending === null) return;
    const sentFrom = isAgain ? undefined : destination.ledger.sent.get(event.id);
    if (sending.has(event.id)) fates.twice += 1;
    else if (sentFrom === lineId) fates.sent_before += 1;
    else if (sentFrom !== undefined) fates.came_back += 1;
    else if (!destination.takes(event.line.table)) fates.of_other_table += 1;
    else await sending.add(event, lineId);
};

const countsByReason = (
    events: readonly FailedEvent[],
): ReadonlyMap<RefusalReason | 'usable' | 'no_events', number> => {
    const counts = new Map<RefusalReason | 'usable' | 'no_events', number>(
        events.length === 0 ? [['no_events', 0]] : [],
    );
    for (const { reason } of events) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return counts;
};

const takeLine = async (line: ErrorLine, table: ErrorTable, run: Run): Promise<void> => {
    const {
        redrive: { pick },
        summary,
    } = run;
    if (!isPickedLine(line, pick)) return;
    const all = failedEvents(line);
    const counts = [...countsByReason(all)].filter(([reason]) => isPickedReason(reason, pick));
    if (counts.length > 0) summary.lines += 1;
    for (const [reason, count] of counts) table.add(line, reason, count);
    for (const event of all.filter(({ reason }) => isPickedReason(reason, pick))) {
        summary.fates.events += 1;
        if (isGood(event)) await takeGood(event, line, run);
        else addStillBad(summary.fates, event.reason);
    }
};

const stopped = (destination: Destination | null): Complaint =>
    new Complaint(
        destination?.isForGood === true
            ? 'Stopped. What was sent is noted: run the same again for the rest.'
            : 'Stopped. Nothing was changed.',
    );

const readAll = async (table: ErrorTable, run: Run): Promise<void> => {
    const {
        redrive: { inputs, destination, onBytes, signal },
        summary,
    } = run;
    for await (const read of errorLines(inputs, onBytes)) {
        if (signal?.aborted === true) throw stopped(destination);
        if ('unusable' in read) addUnusable(summary, read.unusable.where, () => read.unusable.why);
        else await takeLine(read.line, table, run);
    }
};

/** Reads the error objects, sends what is good to the destination, and sums up. The destination is closed in any case. */
export const redrive = async (asked: Redrive): Promise<RedriveSummary> => {
    const startedAt = performance.now();
    const { destination, inputs } = asked;
    const summary = newRedriveSummary(inputs.length, destination?.name ?? null);
    const sending = destination === null ? null : new Sending(destination, summary.fates);
    const table = new ErrorTable();
    try {
        await readAll(table, { redrive: asked, summary, sending });
        await sending?.finish();
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
