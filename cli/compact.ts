/** `compact`: makes each closed partition of a lake one sorted file with every record once. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { firstOpenDay, readDay } from '../lib/operate/compact/closed-days.ts';
import { compact, type CompactRun } from '../lib/operate/compact/compact.ts';
import type { CompactSummary } from '../lib/operate/compact/compact-summary.ts';
import { compactText } from '../lib/operate/compact/compact-text.ts';
import { openWorkbench } from '../lib/lake/write/open-workbench.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';

type Given = { readonly lake: string; readonly before?: string; readonly dryRun: boolean; readonly json: boolean };

const EXAMPLES = `
Of several deliveries of a record the one stays that the views show. The new file comes first, then the old ones are removed:
queries may go on, and a run that is killed is simply run again. A file that can’t be read is named, and its partition left whole.
Exits with 1 when a partition was left whole.

Examples:
  $ npm run -s lake -- compact --lake my-lake
  $ npm run -s lake -- compact --lake my-lake --before 2026-02-01 --dry-run
  $ npm run -s lake -- compact --lake s3://my-bucket/lake --json
`;

const SILENT: ProgressBar = { advance: () => undefined, stop: () => undefined };

const compacted = async ({ lake, before, dryRun }: Given): Promise<CompactSummary> => {
    let bar = SILENT;
    const run: CompactRun = {
        before: before === undefined ? firstOpenDay(Date.now()) : readDay(before),
        isDryRun: dryRun,
        onTotal: (partitions) => {
            bar = progressBar('compact {bar} {value} of {total} partitions | {eta_formatted} left', partitions);
        },
        onPartition: () => bar.advance(1),
        signal: stopSignal(),
    };
    const { close, ...bench } = await openWorkbench(lake);
    return compact(bench, run).finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (given: Given): Promise<void> => {
    const summary = await compacted(given);
    await writeOut(
        Readable.from([given.json ? `${printableJson(summary)}\n` : compactText(summary, given.lake)]),
        process.stdout,
    );
    if (summary.left_whole > 0 || summary.is_stopped) process.exitCode = 1;
};

/** Adds the command. */
export const addCompact = (program: Command): void => {
    program
        .command('compact')
        .description('make each closed partition of a lake one sorted file with every record once')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--before <day>', 'days before this one are closed (UTC, 2026-01-31; default: two days ago)')
        .option('--dry-run', 'only say how many partitions there are to compact', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
