/** The interface of a redrive's destination. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Piece } from '../../transform/reply/split-record.ts';
import type { RedriveLedger } from './redrive-ledger.ts';

export type RedriveDestination = {
    /** For output. */
    readonly name: string;
    readonly ledger: RedriveLedger;
    readonly accepts: (table: TableName) => boolean;
    /** Whether records are durable after `send`; otherwise after `finish`. */
    readonly isDurableOnSend: boolean;
    /** Sends records, and returns the accepted ones. */
    readonly send: (pieces: readonly Piece[]) => Promise<ReadonlySet<Piece>>;
    /** Ends the sending, and returns the ids of events that were lost after `send`. */
    readonly finish: () => Promise<ReadonlySet<string>>;
    /** Releases resources and removes unfinished files. */
    readonly close: () => Promise<void>;
};
