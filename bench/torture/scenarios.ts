/** The commands that are killed, the lake that each starts with, and the checks after each kill and at the end. */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Dice } from '../../lib/generate/dice.ts';
import { readViews, listFiles, firstDifference } from './lake-contents.ts';
import { runAndKill, runToEnd, type KillTime } from './command.ts';

/** The result of an undisturbed run. */
export type UndisturbedRun = {
    readonly durationMs: number;
    readonly results: string;
    readonly paths: readonly string[];
};

export type KillScenario = {
    readonly name: string;
    /** Creates the lake that a run starts with. */
    readonly prepare: (lake: string) => void;
    readonly commandArguments: (lake: string) => readonly string[];
    /** Whether the command has made its first visible change. */
    readonly hasBegun: (lake: string) => boolean;
    /** The maximum delay of a kill after that change, as a share of an undisturbed run. */
    readonly lateShare: number;
    /** The problem with the visible rows after a kill; null if there is none. */
    readonly findProblem: (rows: string, undisturbed: UndisturbedRun) => string | null;
};

const rowsNotIn = (rows: string, expected: string): number => {
    const expectedRows = new Set(expected.split('\n'));
    return rows.split('\n').filter((line) => !expectedRows.has(line)).length;
};

const hasEntries = (path: string): boolean => existsSync(path) && readdirSync(path).length > 0;

/** The records without the attempts: an attempt differs while some of its records are missing. */
const recordsOf = (rows: string): string =>
    rows
        .split('\n')
        .filter((line) => line.includes('"record_id"'))
        .join('\n');

export const replayScenario = (exports: string): KillScenario => ({
    name: 'replay',
    prepare: () => undefined,
    commandArguments: (lake) => ['replay', exports, '--lake', lake],
    hasBegun: (lake) => hasEntries(join(lake, 'user_activity')),
    lateShare: 0.3,
    findProblem: (rows, { results }) => {
        const wrong = rowsNotIn(recordsOf(rows), results);
        return wrong === 0 ? null : `${wrong} rows that an undisturbed run does not make`;
    },
});

/** @param erased a lake from which the user with this sub is erased: its tombstones are in the lake from the start */
export const erasedReplayScenario = (exports: string, erased: string, userSub: string): KillScenario => {
    const scenario = replayScenario(exports);
    return {
        ...scenario,
        name: 'erased',
        prepare: (lake) => {
            mkdirSync(join(lake, 'user_activity'), { recursive: true });
            cpSync(join(erased, 'erasures'), join(lake, 'erasures'), { recursive: true });
        },
        findProblem: (rows, undisturbed) =>
            rows.includes(JSON.stringify(userSub))
                ? 'rows of the erased user'
                : scenario.findProblem(rows, undisturbed),
    };
};

/** A folder may be moved during the search. */
const hasCompactFile = (folder: string): boolean => {
    try {
        return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) => path.includes('/compact-'));
    } catch {
        return false;
    }
};

export const compactScenario = (baseLake: string): KillScenario => ({
    name: 'compact',
    prepare: (lake) => cpSync(baseLake, lake, { recursive: true }),
    commandArguments: (lake) => ['compact', '--lake', lake, '--before', '2100-01-01'],
    hasBegun: (lake) => hasCompactFile(join(lake, 'user_activity')),
    lateShare: 0.3,
    findProblem: (rows, { results }) => firstDifference(rows, results),
});

/**
 * @param erased a lake from which the user with this sub is erased
 * @param before the rows before the compaction: between kills each row is one of these, or one of the erased ones
 */
export const erasedCompactScenario = (
    baseLake: string,
    erased: { readonly lake: string; readonly userSub: string },
    before: string,
): KillScenario => {
    const scenario = compactScenario(baseLake);
    return {
        ...scenario,
        name: 'tombstone',
        prepare: (lake) => {
            scenario.prepare(lake);
            cpSync(join(erased.lake, 'erasures'), join(lake, 'erasures'), { recursive: true });
        },
        findProblem: (rows, { results }) => {
            if (results.includes(JSON.stringify(erased.userSub))) return 'rows of the erased user after a compaction';
            const wrong = rowsNotIn(recordsOf(rows), `${before}\n${results}`);
            return wrong === 0 ? null : `${wrong} rows that are neither those before nor those after`;
        },
    };
};

const namesIn = (folder: string): readonly string[] => {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
};

/** The exchange is only a few renames, so its preparation counts too. */
const isExchanging = (lake: string): boolean => {
    const staging = join(lake, '.staging');
    const runs = namesIn(staging);
    return existsSync(join(lake, '.exchange')) || runs.some((run) => existsSync(join(staging, run, 'exchange', 'old')));
};

/** @param oldRows the rows of the damaged lake: readers see these or the new ones, never a mixture */
export const rebuildScenario = (damagedLake: string, exports: string, oldRows: string): KillScenario => ({
    name: 'rebuild',
    prepare: (lake) => cpSync(damagedLake, lake, { recursive: true }),
    commandArguments: (lake) => ['rebuild', '--lake', lake, '--from', exports],
    hasBegun: (lake) => isExchanging(lake) || hasCompactFile(join(lake, 'user_activity')),
    lateShare: 0.005,
    findProblem: (rows, undisturbed) => (rows === oldRows ? null : firstDifference(rows, undisturbed.results)),
});

/** Half of the kills are at any moment, half soon after the first visible change. */
const pickKillTime = (scenario: KillScenario, lake: string, { durationMs }: UndisturbedRun, dice: Dice): KillTime =>
    dice.chance(0.5)
        ? { afterMs: dice.unit() * durationMs * 1.1, isReached: () => true }
        : { afterMs: dice.unit() ** 2 * durationMs * scenario.lateShare, isReached: () => scenario.hasBegun(lake) };

const MAX_KILLS = 3;

/** The kills of a run, and those after its first visible change. */
export type TortureSummary = { readonly kills: number; readonly lateKills: number };

const checkBetween = async (scenario: KillScenario, lake: string, undisturbed: UndisturbedRun): Promise<void> => {
    const problem = scenario.findProblem(await readViews(lake), undisturbed);
    if (problem !== null) throw new Error(`after a kill the lake has ${problem}`);
};

/** At the end the lake has the same rows and files as after an undisturbed run. */
const checkEnd = async (lake: string, { results, paths }: UndisturbedRun): Promise<void> => {
    const difference = firstDifference(await readViews(lake), results);
    if (difference !== null) throw new Error(`at the end the lake has ${difference}`);
    const files = listFiles(lake);
    if (files.hidden > 0) throw new Error(`at the end the lake has ${files.hidden} hidden files`);
    if (files.paths.join('\n') !== paths.join('\n'))
        throw new Error(
            `at the end the lake has ${files.paths.length} files, but ${paths.length} after an undisturbed run`,
        );
};

export const runUndisturbed = async (scenario: KillScenario, lake: string): Promise<UndisturbedRun> => {
    scenario.prepare(lake);
    const startedAt = performance.now();
    await runToEnd(scenario.commandArguments(lake));
    return { durationMs: performance.now() - startedAt, results: await readViews(lake), paths: listFiles(lake).paths };
};

/** Runs a command with one to three kills, and then to its end. Throws if a check fails. */
export const torture = async (
    scenario: KillScenario,
    lake: string,
    undisturbed: UndisturbedRun,
    dice: Dice,
): Promise<TortureSummary> => {
    const summary = { kills: 0, lateKills: 0 };
    scenario.prepare(lake);
    for (let left = 1 + dice.below(MAX_KILLS); left > 0; left -= 1) {
        const isKilled = await runAndKill(
            scenario.commandArguments(lake),
            pickKillTime(scenario, lake, undisturbed, dice),
        );
        summary.kills += isKilled ? 1 : 0;
        if (!hasEntries(lake)) continue;
        if (isKilled && scenario.hasBegun(lake)) summary.lateKills += 1;
        if (hasEntries(join(lake, 'user_activity'))) await checkBetween(scenario, lake, undisturbed);
    }
    await runToEnd(scenario.commandArguments(lake));
    await checkEnd(lake, undisturbed);
    return summary;
};
