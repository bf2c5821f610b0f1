/** Kills the commands that write a lake at random moments, runs them again, and checks the lake. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../lib/generate/dice.ts';
import { machineLine } from './machine.ts';
import { readViews } from './torture/lake-contents.ts';
import { runToEnd } from './torture/command.ts';
import {
    compactScenario,
    erasedCompactScenario,
    erasedReplayScenario,
    rebuildScenario,
    replayScenario,
    runUndisturbed,
    torture,
    type KillScenario,
} from './torture/scenarios.ts';
import { damageLake, forgeDeliveries, renameDataFiles } from './torture/damage-lake.ts';

// npm run torture -- [RUNS] [SEED]
const RUNS = Number(process.argv[2] ?? 200);
const SEED = Number(process.argv[3] ?? Math.floor(Math.random() * 0x1_0000_0000));
const GENERATE_ARGUMENTS = ['--events', '1500', '--days', '2', '--users', '60'] as const;

/** Compact, rebuild, and replay and compact after an erasure each have this share of the runs of replay. */
const OTHERS_SHARE = 0.25;

const folder = mkdtempSync(join(tmpdir(), 'torture-'));
const exportsFolder = join(folder, 'exports');
const baseLake = join(folder, 'grown');
const damagedLake = join(folder, 'wrong');
const erasedLake = join(folder, 'erased');

const printLine = (text: string): void => {
    process.stdout.write(`${text}\n`);
};

/** Replays the samples and generated events several times, so that partitions have several files and duplicates. */
const prepareLakes = async (): Promise<void> => {
    mkdirSync(exportsFolder);
    cpSync('samples/exports', join(exportsFolder, 'samples'), { recursive: true });
    for (const seed of [1, 2])
        await runToEnd([
            'generate',
            ...GENERATE_ARGUMENTS,
            '--seed',
            String(seed),
            '--out',
            join(exportsFolder, `generated-${seed}`),
        ]);
    for (const inputs of ['samples', 'generated-1', 'generated-2', ''])
        await runToEnd(['replay', join(exportsFolder, inputs), '--lake', baseLake]);
    renameDataFiles(baseLake);
    cpSync(baseLake, damagedLake, { recursive: true });
    await damageLake(damagedLake);
};

/** Erases a user from a copy of the base lake. Returns the sub: other users may have the same name. */
const eraseUser = async (): Promise<string> => {
    cpSync(baseLake, erasedLake, { recursive: true });
    const sql =
        'select user_sub from auth_events where user_sub is not null group by 1 order by count(*) desc, 1 limit 1';
    const { out } = await runToEnd(['query', '--sql', sql, '--lake', erasedLake, '--format', 'ndjson']);
    const { user_sub: userSub }: { readonly user_sub: string } = JSON.parse(out);
    await runToEnd(['erase-user', userSub, '--lake', erasedLake, '--yes']);
    return userSub;
};

const runScenario = async (scenario: KillScenario, runs: number, dice: Dice): Promise<void> => {
    const undisturbed = await runUndisturbed(scenario, join(folder, `${scenario.name}-undisturbed`));
    const sum = { kills: 0, late: 0 };
    for (let run = 1; run <= runs; run += 1) {
        const lake = join(folder, `${scenario.name}-${run}`);
        const { kills, lateKills } = await torture(scenario, lake, undisturbed, dice).catch((error: unknown) => {
            const message = error instanceof Error ? error.message : String(error);
            throw new Error(`${scenario.name}, run ${run} of seed ${SEED}: ${message}. The lake is kept in ${lake}`);
        });
        sum.kills += kills;
        sum.late += lateKills;
        rmSync(lake, { recursive: true, force: true });
    }
    printLine(
        `${scenario.name.padEnd(9)} ok: ${runs} runs, ${sum.kills} kills, ${sum.late} after the first visible change ` +
            `(undisturbed run: ${(undisturbed.durationMs / 1000).toFixed(1)} s)`,
    );
};

printLine(`${machineLine()}\nSeed ${SEED}`);
try {
    await prepareLakes();
    const dice = new Dice(SEED, 1);
    await runScenario(replayScenario(exportsFolder), RUNS, dice);
    const userSub = await eraseUser();
    await runScenario(erasedReplayScenario(exportsFolder, erasedLake, userSub), Math.ceil(RUNS * OTHERS_SHARE), dice);
    await forgeDeliveries(baseLake);
    await runScenario(compactScenario(baseLake), Math.ceil(RUNS * OTHERS_SHARE), dice);
    await runScenario(
        erasedCompactScenario(baseLake, { lake: erasedLake, userSub }, await readViews(baseLake)),
        Math.ceil(RUNS * OTHERS_SHARE),
        dice,
    );
    await runScenario(
        rebuildScenario(damagedLake, exportsFolder, await readViews(damagedLake)),
        Math.ceil(RUNS * OTHERS_SHARE),
        dice,
    );
    rmSync(folder, { recursive: true, force: true });
} catch (error) {
    printLine(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
}
