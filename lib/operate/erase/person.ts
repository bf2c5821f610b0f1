/** Resolves a sub or a name to a person: all subs and names of one user in one pool, in any case and Unicode form. */
import { UserError } from '../../basics/user-error.ts';
import type { LakeEngine } from '../../lake/lake-engine.ts';
import { foldSql } from '../../lake/erasures/fold.ts';
import { quoted, toSqlList } from '../../lake/sql-text.ts';
import { readParquetSql, type FetchedFiles } from './read-files.ts';

export type Person = {
    readonly pool: string;
    readonly subs: readonly string[];
    /** Names that no other sub of the pool has. */
    readonly names: readonly string[];
    /** Names that another sub has too. Rows with such a name and no sub may belong to either. */
    readonly sharedNames: readonly string[];
};

/** What a user gives to name a person. */
export type PersonInput = {
    /** A sub or a name. */
    readonly user: string;
    /** Other subs or names of the person, and words that name the person in texts. */
    readonly also: readonly string[];
};

/** Throws a UserError for an empty name: every row without a name would match. */
export const checkPersonInput = ({ user, also }: PersonInput): void => {
    if (user.trim() === '') throw new UserError('The user is empty. Give a sub or a user name.', 2);
    if (also.some((text) => text.trim() === '')) throw new UserError('--also is empty. Give a name or a word.', 2);
};

const inList = (column: string, values: readonly string[]): string =>
    values.length === 0 ? 'false' : `${column} in (${values.map(quoted).join(', ')})`;

/** A condition that is true if a column has one of the texts, in any case and Unicode form. */
const isAnyOf = (foldedColumn: string, texts: readonly string[]): string =>
    `${foldedColumn} in (select ${foldSql('text')} from (select unnest(${toSqlList(texts)}) as text))`;

/**
 * A condition for the person's rows: those with a sub, and those with a name and no sub, such as early steps of an
 * attempt.
 */
export const personCondition = ({ pool, subs, names }: Person): string => {
    const hasSub = inList('user_sub', subs);
    const hasName = `(${inList('user_name', names)} and (user_sub is null or ${hasSub}))`;
    return `(user_pool_id = ${quoted(pool)} and coalesce(${hasSub} or ${hasName}, false))`;
};

const selectTexts = async (engine: LakeEngine, sql: string): Promise<readonly string[]> =>
    (await engine.readRows(sql)).map(({ text }) => String(text));

const matchPerson = async (engine: LakeEngine, pool: string, { user, also }: PersonInput): Promise<Person> => {
    const from = `from users where user_pool_id = ${quoted(pool)}`;
    const subs = await selectTexts(
        engine,
        `select distinct user_sub as text ${from} and user_sub is not null
            and (${isAnyOf('folded_sub', [user, ...also])} or ${isAnyOf('folded_name', [user])}) order by 1`,
    );
    const foldedNames = `select folded_name ${from} and folded_name is not null
        and (${isAnyOf('folded_name', [user, ...also])} or ${inList('user_sub', subs)})`;
    const names = await selectTexts(
        engine,
        `select distinct user_name as text ${from} and folded_name in (${foldedNames}) order by 1`,
    );
    const sharedNames = await selectTexts(
        engine,
        `select distinct user_name as text ${from} and ${inList('user_name', names)} and folded_name in (
            select folded_name ${from} and user_sub is not null and not ${inList('user_sub', subs)}) order by 1`,
    );
    return { pool, subs, names: names.filter((name) => !sharedNames.includes(name)), sharedNames };
};

const poolsOf = async (engine: LakeEngine, texts: readonly string[]): Promise<readonly string[]> =>
    selectTexts(
        engine,
        `select distinct user_pool_id as text from users
            where ${isAnyOf('folded_sub', texts)} or ${isAnyOf('folded_name', texts)} order by 1`,
    );

/**
 * The people with the sub or name, one per user pool. If there are none, those with a sub or name of `also`. Empty if
 * the lake has no such user.
 */
export const matchPeople = async (
    engine: LakeEngine,
    files: FetchedFiles,
    input: PersonInput,
): Promise<readonly Person[]> => {
    if (files.size === 0) return [];
    await engine.run(
        `create or replace temp table users as
            select *, ${foldSql('user_sub')} as folded_sub, ${foldSql('user_name')} as folded_name from (
                select distinct user_pool_id, user_sub::varchar as user_sub, user_name::varchar as user_name
                from ${readParquetSql(files)})`,
    );
    const pools = await poolsOf(engine, [input.user]);
    const people: Person[] = [];
    for (const pool of pools.length > 0 ? pools : await poolsOf(engine, input.also))
        people.push(await matchPerson(engine, pool, input));
    await engine.run('drop table users');
    return people;
};
