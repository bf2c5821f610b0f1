/** What a redrive needs of the place that it sends to. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Piece } from '../../transform/reply/take-apart.ts';
import type { Ledger } from './ledger.ts';

export type Destination = {
    /** As people write it. */
    readonly name: string;
    readonly ledger: Ledger;
    readonly takes: (table: TableName) => boolean;
    /** Whether what `send` tells to be taken is there for good; else it is when `finish` has ended. */
    readonly isForGood: boolean;
    /** Sends pieces, and tells which were taken. */
    readonly send: (pieces: readonly Piece[]) => Promise<ReadonlySet<Piece>>;
    /** Ends the sending, and tells the ids of events that were not taken after all. */
    readonly finish: () => Promise<ReadonlySet<string>>;
    /** Leaves nothing unfinished behind. */
    readonly close: () => Promise<void>;
};
