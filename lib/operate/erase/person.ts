/** Resolves a sub or a name to a person: all subs and names of one user in one pool. */
import type { LakeEngine } from '../../lake/lake-engine.ts';
import { readParquetSql, type FetchedFiles } from './read-files.ts';
import { quoted } from '../../lake/sql-text.ts';

export type Person = {
    readonly pool: string;
    readonly subs: readonly string[];
    /** Names that no other sub of the pool has. */
    readonly names: readonly string[];
    /** Names that another sub has too. Rows with such a name and no sub may belong to either. */
    readonly sharedNames: readonly string[];
};

const inList = (column: string, values: readonly string[]): string =>
    values.length === 0 ? 'false' : `${column} in (${values.map(quoted).join(', ')})`;

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

const matchPerson = async (engine: LakeEngine, pool: string, subOrName: string): Promise<Person> => {
    const from = `from users where user_pool_id = ${quoted(pool)}`;
    const text = quoted(subOrName);
    const subs = await selectTexts(
        engine,
        `select distinct user_sub as text ${from} and user_sub is not null
            and (user_sub = ${text} or user_name = ${text}) order by 1`,
    );
    const names = await selectTexts(
        engine,
        `select distinct user_name as text ${from} and user_name is not null
            and (user_name = ${text} or ${inList('user_sub', subs)}) order by 1`,
    );
    const sharedNames = await selectTexts(
        engine,
        `select distinct user_name as text ${from} and ${inList('user_name', names)}
            and user_sub is not null and not ${inList('user_sub', subs)} order by 1`,
    );
    return { pool, subs, names: names.filter((name) => !sharedNames.includes(name)), sharedNames };
};

/** The people with a sub or name, one per user pool. Empty if the lake has no such user. */
export const matchPeople = async (
    engine: LakeEngine,
    files: FetchedFiles,
    subOrName: string,
): Promise<readonly Person[]> => {
    if (files.size === 0) return [];
    await engine.run(
        `create or replace temp table users as
            select distinct user_pool_id, user_sub::varchar as user_sub, user_name::varchar as user_name
            from ${readParquetSql(files)}`,
    );
    const pools = await selectTexts(
        engine,
        `select distinct user_pool_id as text from users
            where user_sub = ${quoted(subOrName)} or user_name = ${quoted(subOrName)} order by 1`,
    );
    const people: Person[] = [];
    for (const pool of pools) people.push(await matchPerson(engine, pool, subOrName));
    await engine.run('drop table users');
    return people;
};
