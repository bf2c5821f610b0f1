/** What becomes of a lake when the command that writes it is killed at any moment, and run again? `npm run torture -- [RUNS] [SEED]` */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../lib/generate/dice.ts';
import { machineLine } from './machine.ts';
import { answersOf } from './torture/answers.ts';
import { runToEnd } from './torture/command.ts';
import {
    compactScenario,
    rebuildScenario,
    replayScenario,
    runUndisturbed,
    torture,
    type Scenario,
} from './torture/scenarios.ts';
import { makeWrong } from './torture/wrong-lake.ts';

const RUNS = Number(process.argv[2] ?? 200);
const SEED = Number(process.argv[3] ?? Math.floor(Math.random() * 0x1_0000_0000));
const GENERATED = ['--events', '1500', '--days', '2', '--users', '60'] as const;

/** As many runs of replay as asked for, and a share of each other command. */
const OTHERS_SHARE = 0.25;

const folder = mkdtempSync(join(tmpdir(), 'torture-'));
const exportsFolder = join(folder, 'exports');
const grown = join(folder, 'grown');
const wrong = join(folder, 'wrong');

const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
};

/** The samples' many forms beside generated traffic, some of it twice, by several replays: partitions of several files and of second deliveries. */
const prepare = async (): Promise<void> => {
    mkdirSync(exportsFolder);
    cpSync('samples/exports', join(exportsFolder, 'samples'), { recursive: true });
    for (const seed of [1, 2])
        await runToEnd([
            'generate',
            ...GENERATED,
            '--seed',
            String(seed),
            '--out',
            join(exportsFolder, `generated-${seed}`),
        ]);
    for (const inputs of ['samples', 'generated-1', 'generated-2', ''])
        await runToEnd(['replay', join(exportsFolder, inputs), '--lake', grown]);
    cpSync(grown, wrong, { recursive: true });
    await makeWrong(wrong);
};

const tortureAll = async (scenario: Scenario, runs: number, dice: Dice): Promise<void> => {
    const undisturbed = await runUndisturbed(scenario, join(folder, `${scenario.name}-undisturbed`));
    const sum = { kills: 0, late: 0 };
    for (let run = 1; run <= runs; run += 1) {
        const lake = join(folder, `${scenario.name}-${run}`);
        const { kills, late } = await torture(scenario, lake, undisturbed, dice).catch((error: unknown) => {
            throw new Error(
                `${scenario.name}, run ${run} of seed ${SEED}: ${error instanceof Error ? error.message : String(error)}. The lake is left in ${lake}`,
            );
        });
        sum.kills += kills;
        sum.late += late;
        rmSync(lake, { recursive: true, force: true });
    }
    say(
        `${scenario.name.padEnd(8)} ${runs} runs, killed ${sum.kills} times, ${sum.late} of them while it changed what readers see (undisturbed: ${(undisturbed.tookMs / 1000).toFixed(1)} s): every answer as it must be`,
    );
};

say(`${machineLine()}\nSeed ${SEED}`);
try {
    await prepare();
    const dice = new Dice(SEED, 1);
    await tortureAll(replayScenario(exportsFolder), RUNS, dice);
    await tortureAll(compactScenario(grown), Math.ceil(RUNS * OTHERS_SHARE), dice);
    await tortureAll(
        rebuildScenario(wrong, exportsFolder, await answersOf(wrong)),
        Math.ceil(RUNS * OTHERS_SHARE),
        dice,
    );
    rmSync(folder, { recursive: true, force: true });
} catch (error) {
    say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
}
