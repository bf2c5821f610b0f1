/** The SQL of rows in which erased persons are pseudonymised, as the lake's tombstones say. */
import type { TableName } from '../../../schemas/columns.ts';
import { DAY_MS } from '../../basics/days.ts';
import { quoted } from '../sql-text.ts';
import { findWords, type FoldedText } from './find-words.ts';
import { foldSql } from './fold.ts';
import { mentionCondition } from './mentions.ts';
import { pseudonymisedRows, textsExpression } from './pseudonymised-rows.ts';
import type { ReadRows } from './tombstone.ts';
import { hashNameSql } from './tombstone-key.ts';
import type { KeyedTombstone, Tombstones } from './tombstones.ts';

/** Rows of one partition. */
export type RowsToWrite = {
    readonly table: TableName;
    /** Its path from `user_pool_id=` on, or from further up. */
    readonly partitionPath: string;
    /** A select of the rows. */
    readonly rows: string;
};

const PARTITION = /user_pool_id=([\w-]+)\/.*\bdt=(\d{4}-\d\d-\d\d)/;

/** A row's day is at most a day after its event. */
const coversDay = ({ until }: KeyedTombstone, day: string): boolean =>
    Date.parse(`${day}T00:00:00Z`) <= Date.parse(until) + DAY_MS;

const isUntil = ({ until }: KeyedTombstone): string => `event_at <= timestamp '${until.replace(/[TZ]/g, ' ').trim()}'`;

const isOfPerson = ({ names, has_sub }: KeyedTombstone, index: number): string => {
    const [hasSub, hasName] = ['sub', 'name'].map((of) => `${of}_hash_${index} in (${names.map(quoted).join(', ')})`);
    return `(${hasSub} or (${hasName}${has_sub ? ' and user_sub is null' : ''}))`;
};

/** Hashes each name once, however many tombstones there are. */
const activityRows = (rows: string, tombstones: readonly KeyedTombstone[]): string => {
    const keys = [...new Map(tombstones.map(({ key }) => [key.id, key])).values()];
    const indexOf = (tombstone: KeyedTombstone): number => keys.findIndex(({ id }) => id === tombstone.key_id);
    const hashes = keys.flatMap((key, index) => [
        `${hashNameSql(key, 'user_sub')} as sub_hash_${index}`,
        `${hashNameSql(key, 'user_name')} as name_hash_${index}`,
    ]);
    const cases = tombstones.map(
        (tombstone) =>
            `when ${isUntil(tombstone)} and ${isOfPerson(tombstone, indexOf(tombstone))} ` +
            `then ${quoted(tombstone.pseudonym)}`,
    );
    return pseudonymisedRows('user_activity', `select *, ${hashes.join(', ')} from (${rows})`, {
        pseudonym: `case ${cases.join(' ')} end`,
        words: [],
    });
};

const readTexts = async (rows: string, read: ReadRows): Promise<readonly FoldedText[]> =>
    (
        await read(
            `select distinct nfc_normalize(text) as text, ${foldSql('text')} as folded
                from (select unnest(${textsExpression('user_notification')}) as text from (${rows}))
                where text is not null`,
        )
    ).map(({ text, folded }) => ({ text: String(text), folded: String(folded) }));

const notificationRows = async (
    rows: string,
    tombstones: readonly KeyedTombstone[],
    read: ReadRows,
): Promise<string> => {
    const texts = await readTexts(rows, read);
    return tombstones.reduce((sql, tombstone) => {
        const words = findWords(texts, tombstone);
        if (words.length === 0) return sql;
        const mention = `list_bool_or(list_transform(${textsExpression('user_notification')},
            lambda text: ${mentionCondition('text', words)}))`;
        const pseudonym = `case when ${isUntil(tombstone)} and ${mention} then ${quoted(tombstone.pseudonym)} end`;
        return pseudonymisedRows('user_notification', sql, { pseudonym, words });
    }, rows);
};

/** The rows with erased persons pseudonymised: `rows` itself if no tombstone covers the partition. */
export const withoutErased = async (
    { table, partitionPath, rows }: RowsToWrite,
    { all }: Tombstones,
    read: ReadRows,
): Promise<string> => {
    const [, pool, day = ''] = PARTITION.exec(partitionPath) ?? [];
    const tombstones = all.filter((each) => each.user_pool_id === pool && coversDay(each, day));
    if (tombstones.length === 0) return rows;
    return table === 'user_activity' ? activityRows(rows, tombstones) : notificationRows(rows, tombstones, read);
};
