/** A round: values of an object that are put on the streams together, grouped by partition. */
import { answerable, isBad, type Answerable, type Line } from '../../transform/answerable.ts';
import { fromBase64 } from '../../transform/decode/base64.ts';
import { foundIn } from '../../inputs/found-in.ts';
import type { Came } from '../../inputs/arrival-time.ts';
import type { Stretch } from '../../inputs/read-values.ts';
import { takeApart, type Piece } from '../../transform/reply/take-apart.ts';
import { unwrap } from '../../transform/decode/unwrap.ts';

/** Enough that the events of a partition come together, and what is held stays small whatever an object is full of. */
const MAX_VALUES = 5000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Half a piece: what is larger shares one with nothing. */
const MAX_GROUPED_BYTES = 500_000;

/** What a replay would hand over of a value, and what would become of it: nothing, where it is too large for a stream. */
type Value = { readonly asItCame: Piece; readonly events: readonly Answerable[] };

const valuesOf = (stretch: Stretch, came: Came): { readonly values: readonly Value[]; readonly tooLarge: number } => {
    const { handed, unusable } = foundIn([stretch], came, '');
    const values = handed.map(({ table, arrivedAt, data }) => ({
        asItCame: { table, bytes: fromBase64(data) ?? Buffer.from(data) },
        events: unwrap({ recordId: '', arrivedAt, data }).map(answerable),
    }));
    return { values, tooLarge: unusable.length };
};

const isGrouped = ({ asItCame, events }: Value): boolean =>
    asItCame.bytes.length <= MAX_GROUPED_BYTES && !events.some(isBad);

/** What is bad travels as it came, alone: the transform refuses it, and its bytes are kept. */
const piecesOf = (values: readonly Value[]): readonly Piece[] => {
    const grouped = values.filter(isGrouped);
    const lines = grouped.flatMap(({ events }) => events).filter((event): event is Line => !isBad(event));
    const alone = values.filter((value) => !isGrouped(value)).map(({ asItCame }) => asItCame);
    return [...(takeApart(lines, 'user_activity') ?? grouped.map(({ asItCame }) => asItCame)), ...alone];
};

export class Round {
    readonly #values: Value[] = [];
    #bytes = 0;
    /** Values of the object that it holds, also those of which nothing can be put. */
    count = 0;
    events = 0;
    /** Events that no stream takes. */
    refused = 0;

    get isFull(): boolean {
        return this.count >= MAX_VALUES || this.#bytes >= MAX_BYTES;
    }

    add(stretch: Stretch, came: Came): void {
        const { values, tooLarge } = valuesOf(stretch, came);
        this.#values.push(...values);
        this.#bytes += stretch.bytes.length;
        this.count += 1;
        this.refused += tooLarge;
        this.events += tooLarge + values.reduce((sum, { events }) => sum + events.length, 0);
    }

    pieces(): readonly Piece[] {
        return piecesOf(this.#values);
    }
}
