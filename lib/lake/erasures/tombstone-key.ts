/** The random key of a lake's tombstones, and the HMACs of folded names that it makes. */
import { createHmac, hash, randomBytes } from 'node:crypto';
import { UserError } from '../../basics/user-error.ts';
import type { Store } from '../../store/store.ts';
import { putText, readTextOrEmpty } from '../../store/text-object.ts';
import { foldSql } from './fold.ts';

/** The folder of the tombstones and their key. Analysts cannot read it. */
export const TOMBSTONE_FOLDER = 'erasures/tombstones/';

const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}\n$/;
const KEY_OBJECT = /\/([0-9a-f]{16})\.key$/;

export type TombstoneKey = { readonly id: string; readonly bytes: Buffer };

/** A key is named by its hash: two erasures at the same time never replace each other's key. */
const idOf = (bytes: Buffer): string => hash('sha256', bytes, 'hex').slice(0, 16);

const keyObject = (id: string): string => `${TOMBSTONE_FOLDER}${id}.key`;

/**
 * Reads a key.
 *
 * @param neededBy what needs the key, for the message
 * @throws UserError if it is missing or damaged
 */
export const readTombstoneKey = async (store: Store, id: string, neededBy: string): Promise<TombstoneKey> => {
    const text = await readTextOrEmpty(store, keyObject(id));
    const bytes = Buffer.from(KEY_TEXT.test(text) ? text.trim() : '', 'hex');
    if (bytes.length === 0 || idOf(bytes) !== id)
        throw new UserError(
            `${store.nameOf(keyObject(id))} is missing or damaged. It is the key of ${neededBy}. ` +
                'Nothing was written. Restore the key from a copy of the lake, or end the erasures that need it with ' +
                'erase-user --lift RECEIPT.',
        );
    return { id, bytes };
};

/** The key for new tombstones: the lake's first one, or a new one if it has none. */
export const openTombstoneKey = async (store: Store): Promise<TombstoneKey> => {
    for await (const { key } of store.list(TOMBSTONE_FOLDER)) {
        const id = KEY_OBJECT.exec(key)?.[1];
        if (id !== undefined) return readTombstoneKey(store, id, 'the tombstones of this lake');
    }
    const bytes = randomBytes(KEY_BYTES);
    const id = idOf(bytes);
    await putText(store, keyObject(id), `${bytes.toString('hex')}\n`);
    return { id, bytes };
};

/** The HMAC of a folded name. */
export const hashName = ({ bytes }: TombstoneKey, folded: string): string =>
    createHmac('sha256', bytes).update(folded).digest('hex');

/** RFC 2104: a key shorter than a block of the hash (64 bytes) is filled up with zeros. */
const padSql = ({ bytes }: TombstoneKey, pad: number): string => {
    const block = Buffer.concat([bytes, Buffer.alloc(64 - bytes.length)]);
    return `unhex('${Buffer.from(block.map((byte) => byte ^ pad)).toString('hex')}')`;
};

/** The SQL of `hashName`: the HMAC of a text after folding. NULL for NULL. */
export const hashNameSql = (key: TombstoneKey, text: string): string =>
    `sha256(${padSql(key, 0x5c)} || unhex(sha256(${padSql(key, 0x36)} || encode(${foldSql(text)}))))`;
