/** Reads the data-quality checks in athena/checks: each is a query that returns the failing rows. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { packageRoot } from '../../basics/package-root.ts';
import { parseSqlHeader, type SqlTemplate } from '../../query/sql-header.ts';
import { nearestNames } from '../../basics/nearest-names.ts';
import { printable } from '../../terminal/printable.ts';

/** Worst first. Only a failed check of severity error makes the command exit with 1. */
export const CHECK_SEVERITIES = ['error', 'warning', 'info'] as const;
type CheckSeverity = (typeof CHECK_SEVERITIES)[number];

/** A data-quality check. Its query returns the failing rows: it passes if there are none. */
export type Check = SqlTemplate<CheckSeverity>;

const readCheck = (folder: string, file: string): Check => {
    const sql = readFileSync(join(folder, file), 'utf8');
    try {
        const header = parseSqlHeader(sql, { severities: CHECK_SEVERITIES });
        if (header.name !== basename(file, '.sql')) throw new Error(`the header has the name ${header.name}`);
        return { ...header, sql };
    } catch (error) {
        throw new Error(`athena/checks/${file}: ${errorMessage(error)}`, { cause: error });
    }
};

const rank = ({ severity }: Check): number => CHECK_SEVERITIES.indexOf(severity);

/** All checks, worst first and then by name. Throws an Error for an invalid header, which is a bug in this package. */
export const readChecks = (folder: string = join(packageRoot(), 'athena', 'checks')): readonly Check[] =>
    readdirSync(folder)
        .filter((file) => file.endsWith('.sql'))
        .toSorted()
        .map((file) => readCheck(folder, file))
        .toSorted((a, b) => rank(a) - rank(b));

const unknownCheckError = (checks: readonly Check[], name: string): UserError => {
    const near = nearestNames(
        name,
        checks.map((check) => check.name),
    );
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    return new UserError(`Unknown check ${printable(name)}.${hint} List all checks: check --list`, 2);
};

/** The named checks, in the order of `checks`; all if `names` is empty. Throws a UserError for an unknown name. */
export const findChecks = (checks: readonly Check[], names: readonly string[]): readonly Check[] => {
    const unknown = names.find((name) => !checks.some((check) => check.name === name));
    if (unknown !== undefined) throw unknownCheckError(checks, unknown);
    return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
};
