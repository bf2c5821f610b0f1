/** Reads the query catalogue: the SQL files under athena/queries. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../basics/user-error.ts';
import { errorMessage } from '../basics/thrown.ts';
import { packageRoot } from '../basics/package-root.ts';
import { printable } from '../terminal/printable.ts';
import { parseQueryHeader, type SqlHeader } from './sql-header.ts';
import { nearestNames } from '../basics/nearest-names.ts';

export type Query = SqlHeader & {
    /** The name of its folder under athena/queries. */
    readonly group: string;
    readonly sql: string;
};

const parseQuery = (path: string, sql: string): Query => {
    try {
        const header = parseQueryHeader(sql);
        if (header.name !== basename(path, '.sql')) throw new Error(`the header names ${header.name}`);
        return { ...header, group: dirname(path), sql };
    } catch (error) {
        throw new Error(`athena/queries/${path}: ${errorMessage(error)}`);
    }
};

/**
 * Parses SQL texts, keyed by their path under athena/queries, into queries sorted by path.
 * Throws a plain Error for an invalid header: that is a bug in this package, not a user error.
 */
export const parseCatalogue = (texts: Readonly<Record<string, string>>): readonly Query[] =>
    Object.entries(texts)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([path, sql]) => parseQuery(path, sql));

/** Not a constant: the bundle of the report function has no package folder. */
const queriesFolder = (): string => join(packageRoot(), 'athena', 'queries');

/** The paths of the queries under a folder, by name. Reads no file. */
export const queryPaths = (folder: string = queriesFolder()): ReadonlyMap<string, string> =>
    new Map(
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
            .filter((path) => path.endsWith('.sql'))
            .map((path) => [basename(path, '.sql'), path]),
    );

/** Reads and parses every query of a folder; by default the package's athena/queries. */
export const readCatalogue = (folder: string = queriesFolder()): readonly Query[] =>
    parseCatalogue(
        Object.fromEntries(
            [...queryPaths(folder).values()].map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
        ),
    );

const unknownQueryError = (names: readonly string[], name: string): UserError => {
    const near = nearestNames(name, names);
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    return new UserError(`Unknown query ${printable(name)}.${hint} List all queries: query --list`, 2);
};

/**
 * Reads and parses one query of the package.
 * Throws a UserError that suggests similar names if there is no such query.
 */
export const readQuery = (name: string): Query => {
    const paths = queryPaths();
    const path = paths.get(name);
    if (path === undefined) throw unknownQueryError([...paths.keys()], name);
    return parseQuery(path, readFileSync(join(queriesFolder(), path), 'utf8'));
};

/** The query of this name. Throws a UserError that suggests similar names if there is no such query. */
export const findQuery = (catalogue: readonly Query[], name: string): Query => {
    const found = catalogue.find((query) => query.name === name);
    if (found !== undefined) return found;
    throw unknownQueryError(
        catalogue.map((query) => query.name),
        name,
    );
};
