/** The catalogue: every query of athena/queries, by name. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Complaint } from '../basics/complaint.ts';
import { errorMessage } from '../basics/thrown.ts';
import { packageRoot } from '../basics/package-root.ts';
import { printable } from '../terminal/printable.ts';
import { parseHeader, type Header } from './header.ts';
import { nearestNames } from '../basics/nearest-names.ts';

export type Query = Header & {
    /** The folder that it stands in: what it is about. */
    readonly group: string;
    readonly sql: string;
};

const queryOf = (path: string, sql: string): Query => {
    try {
        const header = parseHeader(sql);
        if (header.name !== basename(path, '.sql')) throw new Error(`the header names ${header.name}`);
        return { ...header, group: dirname(path), sql };
    } catch (error) {
        throw new Error(`athena/queries/${path}: ${errorMessage(error)}`);
    }
};

/** All queries of texts by their path, by group and name. Throws when a header is wrong: a mistake of ours, not of who asks. */
export const catalogueOf = (texts: Readonly<Record<string, string>>): readonly Query[] =>
    Object.entries(texts)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([path, sql]) => queryOf(path, sql));

/** The same of the package's folder. */
export const readCatalogue = (folder: string = join(packageRoot(), 'athena', 'queries')): readonly Query[] =>
    catalogueOf(
        Object.fromEntries(
            readdirSync(folder, { recursive: true, encoding: 'utf8' })
                .filter((path) => path.endsWith('.sql'))
                .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
        ),
    );

/** The query of a name. A Complaint names the nearest ones when there is none. */
export const findQuery = (catalogue: readonly Query[], name: string): Query => {
    const found = catalogue.find((query) => query.name === name);
    if (found !== undefined) return found;
    const near = nearestNames(
        name,
        catalogue.map((query) => query.name),
    );
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    throw new Complaint(`there is no query ${printable(name)}.${hint} All are shown by: query --list`, 2);
};
