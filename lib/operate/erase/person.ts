/** Who is meant by a sub or a name: the subs and names of one person in one pool. */
import type { LakeEngine } from '../../lake/lake-engine.ts';
import { quoted } from '../../lake/parquet-target.ts';
import { rowsOfFiles, type Files } from './read-files.ts';

export type Person = {
    readonly pool: string;
    readonly subs: readonly string[];
    /** Those that no other sub of the pool has. */
    readonly names: readonly string[];
    /** Names that another sub has too: rows with such a name and no sub may be either’s. */
    readonly sharedNames: readonly string[];
};

const inList = (column: string, values: readonly string[]): string =>
    values.length === 0 ? 'false' : `${column} in (${values.map(quoted).join(', ')})`;

/** Rows of a person: those of the sub, and those of the name that were made without a sub, such as attempts before the user was known. */
export const isOf = ({ pool, subs, names }: Person): string =>
    `(user_pool_id = ${quoted(pool)} and coalesce(${inList('user_sub', subs)} or (${inList('user_name', names)} and (user_sub is null or ${inList('user_sub', subs)})), false))`;

const textsOf = async (engine: LakeEngine, sql: string): Promise<readonly string[]> =>
    (await engine.rows(sql)).map(({ text }) => String(text));

const personIn = async (engine: LakeEngine, pool: string, asked: string): Promise<Person> => {
    const from = `from users where user_pool_id = ${quoted(pool)}`;
    const subs = await textsOf(
        engine,
        `select distinct user_sub as text ${from} and user_sub is not null and (user_sub = ${quoted(asked)} or user_name = ${quoted(asked)}) order by 1`,
    );
    const known = await textsOf(
        engine,
        `select distinct user_name as text ${from} and user_name is not null and (user_name = ${quoted(asked)} or ${inList('user_sub', subs)}) order by 1`,
    );
    const shared = await textsOf(
        engine,
        `select distinct user_name as text ${from} and ${inList('user_name', known)} and user_sub is not null and not ${inList('user_sub', subs)} order by 1`,
    );
    return { pool, subs, names: known.filter((name) => !shared.includes(name)), sharedNames: shared };
};

/** Whom a sub or name means, by pool. None where the lake knows nobody of it. */
export const peopleOf = async (engine: LakeEngine, files: Files, asked: string): Promise<readonly Person[]> => {
    if (files.size === 0) return [];
    await engine.run(
        `create or replace temp table users as select distinct user_pool_id, user_sub::varchar as user_sub, user_name::varchar as user_name from ${rowsOfFiles(files)}`,
    );
    const pools = await textsOf(
        engine,
        `select distinct user_pool_id as text from users where user_sub = ${quoted(asked)} or user_name = ${quoted(asked)} order by 1`,
    );
    const people: Person[] = [];
    for (const pool of pools) people.push(await personIn(engine, pool, asked));
    await engine.run('drop table users');
    return people;
};
