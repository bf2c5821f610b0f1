/** A tombstone makes an erasure last. It has HMACs of the person's sub and names, and never the names themselves. */
import * as z from 'zod';
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { UserError } from '../../basics/user-error.ts';
import type { Store } from '../../store/store.ts';
import { putText, readText } from '../../store/text-object.ts';
import { toSqlList } from '../sql-text.ts';
import { foldSql } from './fold.ts';
import { identifyingWords } from './mentions.ts';
import { hashNameSql, openTombstoneKey, TOMBSTONE_FOLDER } from './tombstone-key.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

const tombstoneSchema = z.strictObject({
    tombstone: z.literal(1),
    user_pool_id: z.string().regex(USER_POOL_ID),
    pseudonym: z.string().regex(/^erased-[0-9a-f]{16}$/),
    /** Events up to this time are covered. */
    until: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    key_id: z.string().regex(/^[0-9a-f]{16}$/),
    /** Whether a sub of the person is known. If not, a row with one of the names is covered, whatever its sub. */
    has_sub: z.boolean(),
    /** HMACs of the subs, the names and the words of `--also`. */
    names: z.array(HASH).min(1),
    /** HMACs of the words to mask in texts, with their lengths, because a text is searched by length. */
    words: z.array(z.strictObject({ hash: HASH, characters: z.int().positive() })),
});

export type Tombstone = z.infer<typeof tombstoneSchema>;

/** Runs a statement. Returns its rows. */
export type ReadRows = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** The key of the object, by the file name of the erasure's receipt. */
export const tombstoneObject = (receiptName: string): string => `${TOMBSTONE_FOLDER}${receiptName}`;

export const readTombstone = async (store: Store, key: string): Promise<Tombstone> => {
    const text = await readText(store, key);
    let value: unknown = null;
    try {
        value = JSON.parse(text);
    } catch {
        value = null;
    }
    const { success, data } = tombstoneSchema.safeParse(value);
    if (success) return data;
    throw new UserError(
        `${store.nameOf(key)} is damaged: it is not a tombstone of an erasure. Nothing was written. ` +
            'Restore it from a copy of the lake, or end the erasure with ' +
            `erase-user --lift ${key.slice(key.lastIndexOf('/') + 1)}.`,
    );
};

export type ErasedPerson = {
    readonly pool: string;
    readonly subs: readonly string[];
    readonly names: readonly string[];
    /** Words that are masked in texts, in addition to subs and names. */
    readonly also: readonly string[];
};

/** Writes the tombstone of an erasure. It is durable when this returns. */
export const putTombstone = async (
    store: Store,
    object: string,
    { pool, subs, names, also }: ErasedPerson,
    { pseudonym, until, readRows }: Pick<Tombstone, 'pseudonym' | 'until'> & { readonly readRows: ReadRows },
): Promise<void> => {
    const key = await openTombstoneKey(store);
    const hashes = async (texts: readonly string[]): Promise<Tombstone['words']> =>
        (
            await readRows(
                `select distinct ${hashNameSql(key, 'text')} as hash, length(${foldSql('text')})::integer as characters
                    from (select unnest(${toSqlList(texts)}) as text) order by all`,
            )
        ).map(({ hash, characters }) => ({ hash: String(hash), characters: Number(characters) }));
    const tombstone: Tombstone = {
        tombstone: 1,
        user_pool_id: pool,
        pseudonym,
        until,
        key_id: key.id,
        has_sub: subs.length > 0,
        names: (await hashes([...subs, ...names])).map(({ hash }) => hash),
        words: await hashes(identifyingWords([...subs, ...names, ...also])),
    };
    await putText(store, object, `${JSON.stringify(tombstone, null, 4)}\n`);
};
