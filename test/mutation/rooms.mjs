/** Reads what Stryker reported of the groups: by room how many mutants were killed, how many of these that would never end, and what is left. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { EXPLAINED, GROUPS } from '../../stryker.config.mjs';

const LEFT = new Set(['Survived', 'NoCoverage']);

const pathOf = (group) => `coverage/mutation/${group}.json`;

const reportOf = (group) => (existsSync(pathOf(group)) ? JSON.parse(readFileSync(pathOf(group), 'utf8')) : null);

/** The day of the oldest report. */
export const dayOf = (groups) =>
    groups.map((group) => statSync(pathOf(group)).mtime.toISOString().slice(0, 10)).toSorted()[0];

/** The first line that a mutant changes, and what it makes of the changed part. */
const told = (source, { location, mutatorName, replacement }) => {
    const line = source.split('\n')[location.start.line - 1].trim();
    return `${location.start.line}:${location.start.column} ${mutatorName}: ${line}  ─▶  ${replacement}`;
};

const isExplained = (room, text) => (EXPLAINED[room] ?? []).some(({ mutant }) => text.includes(mutant));

const roomOf = ([path, { source, mutants }]) => {
    const room = path.replace(/\.ts$/, '');
    const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
    const left = mutants.filter(({ status }) => LEFT.has(status)).map((mutant) => told(source, mutant));
    return {
        room,
        killed: count('Killed') + count('Timeout'),
        endless: count('Timeout'),
        left: left.length,
        open: left.filter((text) => !isExplained(room, text)),
    };
};

/** The rooms of a group; null where it has not been run. */
export const roomsOf = (group) => {
    const report = reportOf(group);
    const place = ({ room }) => GROUPS[group].rooms.indexOf(room);
    return report === null
        ? null
        : Object.entries(report.files)
              .map(roomOf)
              .toSorted((one, other) => place(one) - place(other));
};

/** The groups that have been run, each as one line. */
export const groupsRun = () =>
    Object.keys(GROUPS).flatMap((group) => {
        const rooms = roomsOf(group);
        return rooms === null ? [] : [{ room: group, ...sumOf(rooms) }];
    });

/** Many lines as one. */
export const sumOf = (rows) => {
    const sum = (count) => rows.reduce((total, row) => total + count(row), 0);
    return {
        killed: sum(({ killed }) => killed),
        endless: sum(({ endless }) => endless),
        left: sum(({ left }) => left),
        open: rows.flatMap(({ open }) => open),
    };
};

/** Percent of the mutants that were killed. */
export const share = ({ killed, left }) => (100 * killed) / Math.max(1, killed + left);
