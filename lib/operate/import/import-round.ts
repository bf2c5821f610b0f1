/** A round: values of an object that are put on the streams together, grouped by partition. */
import { toLine, isRejected, type LineOrRejection, type Line } from '../../transform/to-line.ts';
import { fromBase64 } from '../../transform/decode/base64.ts';
import { toInputRecords } from '../../inputs/to-input-records.ts';
import type { Provenance } from '../../inputs/arrival-time.ts';
import type { InputValue } from '../../inputs/read-values.ts';
import { splitRecord, type Piece } from '../../transform/reply/split-record.ts';
import { decode } from '../../transform/decode/decode.ts';

/** Large enough to group the events of a partition, and small enough to bound memory for any object. */
const MAX_VALUES = 5000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Half of a stream record: a larger value gets a record of its own. */
const MAX_GROUPED_BYTES = 500_000;

/** A value as a replay would send it, and its events as the transform would parse them. */
type RoundValue = { readonly original: Piece; readonly events: readonly LineOrRejection[] };

const toRoundValues = (
    value: InputValue,
    provenance: Provenance,
): { readonly values: readonly RoundValue[]; readonly tooLarge: number } => {
    const { records, unusable } = toInputRecords([value], provenance, '');
    const values = records.map(({ table, arrivedAt, data }) => ({
        original: { table, bytes: fromBase64(data) ?? Buffer.from(data) },
        events: decode({ recordId: '', arrivedAt, data }).map(toLine),
    }));
    return { values, tooLarge: unusable.length };
};

const isGrouped = ({ original, events }: RoundValue): boolean =>
    original.bytes.length <= MAX_GROUPED_BYTES && !events.some(isRejected);

/** A value with a rejected event is sent unchanged and alone: the transform rejects it and keeps its bytes. */
const piecesOf = (values: readonly RoundValue[]): readonly Piece[] => {
    const grouped = values.filter(isGrouped);
    const lines = grouped.flatMap(({ events }) => events).filter((event): event is Line => !isRejected(event));
    const alone = values.filter((value) => !isGrouped(value)).map(({ original }) => original);
    return [...(splitRecord(lines, 'user_activity') ?? grouped.map(({ original }) => original)), ...alone];
};

export class ImportRound {
    readonly #values: RoundValue[] = [];
    #bytes = 0;
    /** All values of the object in this round, including those that cannot be put. */
    valueCount = 0;
    events = 0;
    /** Events that are too large for a stream. */
    rejected = 0;

    get isFull(): boolean {
        return this.valueCount >= MAX_VALUES || this.#bytes >= MAX_BYTES;
    }

    add(value: InputValue, provenance: Provenance): void {
        const { values, tooLarge } = toRoundValues(value, provenance);
        this.#values.push(...values);
        this.#bytes += value.bytes.length;
        this.valueCount += 1;
        this.rejected += tooLarge;
        this.events += tooLarge + values.reduce((sum, { events }) => sum + events.length, 0);
    }

    pieces(): readonly Piece[] {
        return piecesOf(this.#values);
    }
}
