/** Reads athena/checks: every promise that a lake is held to, and the query that returns what breaks it. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { packageRoot } from '../../basics/package-root.ts';
import { parseHeaderOf, type Statement } from '../../query/header.ts';
import { nearestNames } from '../../basics/nearest-names.ts';
import { printable } from '../../terminal/printable.ts';

/** Worst first. Only a broken promise of severity error makes the command exit with 1. */
export const CHECK_SEVERITIES = ['error', 'warning', 'info'] as const;
export type CheckSeverity = (typeof CHECK_SEVERITIES)[number];

/** A promise. Its query returns the rows that break it: no row is health. */
export type Check = Statement<CheckSeverity>;

const readCheck = (folder: string, file: string): Check => {
    const sql = readFileSync(join(folder, file), 'utf8');
    try {
        const header = parseHeaderOf(sql, { verb: 'Promises', severities: CHECK_SEVERITIES });
        if (header.name !== basename(file, '.sql')) throw new Error(`the header names ${header.name}`);
        return { ...header, sql };
    } catch (error) {
        throw new Error(`athena/checks/${file}: ${errorMessage(error)}`, { cause: error });
    }
};

const rank = ({ severity }: Check): number => CHECK_SEVERITIES.indexOf(severity);

/** All checks, the worst first and then by name. Throws when a header is wrong: a mistake of ours, not of who asks. */
export const readChecks = (folder: string = join(packageRoot(), 'athena', 'checks')): readonly Check[] =>
    readdirSync(folder)
        .filter((file) => file.endsWith('.sql'))
        .toSorted()
        .map((file) => readCheck(folder, file))
        .toSorted((one, other) => rank(one) - rank(other));

const complaintOf = (checks: readonly Check[], name: string): Complaint => {
    const near = nearestNames(
        name,
        checks.map((check) => check.name),
    );
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    return new Complaint(`there is no check ${printable(name)}.${hint} All are shown by: check --list`, 2);
};

/** The checks of these names, in their order among all; all of them when none is named. */
export const findChecks = (checks: readonly Check[], names: readonly string[]): readonly Check[] => {
    const unknown = names.find((name) => !checks.some((check) => check.name === name));
    if (unknown !== undefined) throw complaintOf(checks, unknown);
    return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
};

/** What a check promises, as a sentence without its first word. */
export const promiseOf = ({ asks }: Check): string => {
    const text = asks.replace(/^Promises that /, '').replace(/ Reads .*$/, '');
    return text.charAt(0).toUpperCase() + text.slice(1);
};
