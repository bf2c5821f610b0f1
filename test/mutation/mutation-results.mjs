/** Reads Stryker's reports: by module, the number of killed and timed-out mutants, and the survivors. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { EXPLAINED, GROUPS } from '../../stryker.config.mjs';

const SURVIVED = new Set(['Survived', 'NoCoverage']);

const pathOf = (group) => `coverage/mutation/${group}.json`;

const reportOf = (group) => (existsSync(pathOf(group)) ? JSON.parse(readFileSync(pathOf(group), 'utf8')) : null);

/** The day of the oldest report. */
export const dayOf = (groups) =>
    groups.map((group) => statSync(pathOf(group)).mtime.toISOString().slice(0, 10)).toSorted()[0];

/** The first line that a mutant changes, and the replacement. */
export const mutantText = (source, { location, mutatorName, replacement }) => {
    const line = source.split('\n')[location.start.line - 1].trim();
    return `${location.start.line}:${location.start.column} ${mutatorName}: ${line}  ─▶  ${replacement}`;
};

const isExplained = (module, text) => (EXPLAINED[module] ?? []).some(({ mutant }) => text.includes(mutant));

const moduleResult = ([path, { source, mutants }]) => {
    const module = path.replace(/\.ts$/, '');
    const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
    const survivors = mutants.filter(({ status }) => SURVIVED.has(status)).map((mutant) => mutantText(source, mutant));
    return {
        module,
        killed: count('Killed') + count('Timeout'),
        timedOut: count('Timeout'),
        survived: survivors.length,
        unexplained: survivors.filter((text) => !isExplained(module, text)),
    };
};

/** The results of a group by module; null if it has not been run. */
export const resultsOf = (group) => {
    const report = reportOf(group);
    const position = ({ module }) => GROUPS[group].modules.indexOf(module);
    return report === null
        ? null
        : Object.entries(report.files)
              .map(moduleResult)
              .toSorted((one, other) => position(one) - position(other));
};

/** One total per group that has been run. */
export const groupResults = () =>
    Object.keys(GROUPS).flatMap((group) => {
        const results = resultsOf(group);
        return results === null ? [] : [{ module: group, ...sumOf(results) }];
    });

/** The total of several results. */
export const sumOf = (rows) => {
    const sum = (count) => rows.reduce((total, row) => total + count(row), 0);
    return {
        killed: sum(({ killed }) => killed),
        timedOut: sum(({ timedOut }) => timedOut),
        survived: sum(({ survived }) => survived),
        unexplained: rows.flatMap(({ unexplained }) => unexplained),
    };
};

/** The percentage of killed mutants. */
export const killedPercent = ({ killed, survived }) => (100 * killed) / Math.max(1, killed + survived);
