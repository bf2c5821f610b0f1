/** The commands that are killed: the lake each begins with, and what must hold in between and in the end. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Dice } from '../../lib/generate/dice.ts';
import { answersOf, filesOf, firstDifference } from './answers.ts';
import { runAndKill, runToEnd, type Moment } from './command.ts';

/** What an undisturbed run came to. */
export type Undisturbed = { readonly tookMs: number; readonly answers: string; readonly paths: readonly string[] };

export type Scenario = {
    readonly name: string;
    /** Makes the lake that a run begins with. */
    readonly prepare: (lake: string) => void;
    readonly words: (lake: string) => readonly string[];
    /** Whether the command has begun to change what readers see. */
    readonly hasBegun: (lake: string) => boolean;
    /** A kill that waits for that comes so much later at most, as a share of an undisturbed run. */
    readonly lateShare: number;
    /** Says what is wrong with what readers see after a kill; null when nothing is. */
    readonly whatIsWrong: (found: string, undisturbed: Undisturbed) => string | null;
};

const rowsNotIn = (found: string, expected: string): number => {
    const known = new Set(expected.split('\n'));
    return found.split('\n').filter((line) => !known.has(line)).length;
};

const isThere = (path: string): boolean => existsSync(path) && readdirSync(path).length > 0;

/** Of the records that are there, attempts are made: while some are missing, an attempt may look otherwise. */
const recordsOf = (answers: string): string =>
    answers
        .split('\n')
        .filter((line) => line.includes('"record_id"'))
        .join('\n');

export const replayScenario = (exports: string): Scenario => ({
    name: 'replay',
    prepare: () => undefined,
    words: (lake) => ['replay', exports, '--lake', lake],
    hasBegun: (lake) => isThere(join(lake, 'user_activity')),
    lateShare: 0.3,
    whatIsWrong: (found, { answers }) => {
        const wrong = rowsNotIn(recordsOf(found), answers);
        return wrong === 0 ? null : `${wrong} rows that no undisturbed run makes`;
    },
});

/** A folder may be moved away while it is looked through. */
const hasCompactFile = (folder: string): boolean => {
    try {
        return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) => path.includes('/compact-'));
    } catch {
        return false;
    }
};

export const compactScenario = (grown: string): Scenario => ({
    name: 'compact',
    prepare: (lake) => cpSync(grown, lake, { recursive: true }),
    words: (lake) => ['compact', '--lake', lake, '--before', '2100-01-01'],
    hasBegun: (lake) => hasCompactFile(join(lake, 'user_activity')),
    lateShare: 0.3,
    whatIsWrong: (found, { answers }) => firstDifference(found, answers),
});

const namesIn = (folder: string): readonly string[] => {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
};

/** The exchange of the tables takes a few renames: it is waited for from shortly before. */
const isExchanging = (lake: string): boolean => {
    const staging = join(lake, '.staging');
    const runs = namesIn(staging);
    return existsSync(join(lake, '.exchange')) || runs.some((run) => existsSync(join(staging, run, 'exchange', 'old')));
};

/** @param answers of the lake that a run begins with: readers have these or the new ones, and never a mixture */
export const rebuildScenario = (wrong: string, exports: string, answers: string): Scenario => ({
    name: 'rebuild',
    prepare: (lake) => cpSync(wrong, lake, { recursive: true }),
    words: (lake) => ['rebuild', '--lake', lake, '--from', exports],
    hasBegun: (lake) => isExchanging(lake) || hasCompactFile(join(lake, 'user_activity')),
    lateShare: 0.005,
    whatIsWrong: (found, undisturbed) => (found === answers ? null : firstDifference(found, undisturbed.answers)),
});

/** Half of the kills come at any moment, half soon after readers can see the first change. */
const momentOf = (scenario: Scenario, lake: string, { tookMs }: Undisturbed, dice: Dice): Moment =>
    dice.chance(0.5)
        ? { afterMs: dice.unit() * tookMs * 1.1, hasCome: () => true }
        : { afterMs: dice.unit() ** 2 * tookMs * scenario.lateShare, hasCome: () => scenario.hasBegun(lake) };

const MAX_KILLS = 3;

/** What a tortured run came to: how many kills met it, and how many of them after it had begun to change what readers see. */
export type Tortured = { readonly kills: number; readonly late: number };

const checkBetween = async (scenario: Scenario, lake: string, undisturbed: Undisturbed): Promise<void> => {
    const wrong = scenario.whatIsWrong(await answersOf(lake), undisturbed);
    if (wrong !== null) throw new Error(`after a kill the lake has ${wrong}`);
};

/** Nothing but what an undisturbed run leaves, and the same answers. */
const checkEnd = async (lake: string, { answers, paths }: Undisturbed): Promise<void> => {
    const difference = firstDifference(await answersOf(lake), answers);
    if (difference !== null) throw new Error(`in the end the lake has ${difference}`);
    const files = filesOf(lake);
    if (files.hidden > 0) throw new Error(`in the end ${files.hidden} hidden files are left`);
    if (files.paths.join('\n') !== paths.join('\n'))
        throw new Error(
            `in the end the lake has ${files.paths.length} files, and ${paths.length} after an undisturbed run`,
        );
};

export const runUndisturbed = async (scenario: Scenario, lake: string): Promise<Undisturbed> => {
    scenario.prepare(lake);
    const startedAt = performance.now();
    await runToEnd(scenario.words(lake));
    return { tookMs: performance.now() - startedAt, answers: await answersOf(lake), paths: filesOf(lake).paths };
};

/** Runs a command with one to three kills, and then to its end. Throws when anything is not as it must be. */
export const torture = async (
    scenario: Scenario,
    lake: string,
    undisturbed: Undisturbed,
    dice: Dice,
): Promise<Tortured> => {
    const tortured = { kills: 0, late: 0 };
    scenario.prepare(lake);
    for (let left = 1 + dice.below(MAX_KILLS); left > 0; left -= 1) {
        const isKilled = await runAndKill(scenario.words(lake), momentOf(scenario, lake, undisturbed, dice));
        tortured.kills += isKilled ? 1 : 0;
        if (!isThere(lake)) continue;
        if (isKilled && scenario.hasBegun(lake)) tortured.late += 1;
        if (isThere(join(lake, 'user_activity'))) await checkBetween(scenario, lake, undisturbed);
    }
    await runToEnd(scenario.words(lake));
    await checkEnd(lake, undisturbed);
    return tortured;
};
