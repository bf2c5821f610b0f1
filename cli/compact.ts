/** `compact`: merges each closed partition of a lake into one sorted file without duplicates. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { firstOpenDay } from '../lib/operate/compact/closed-days.ts';
import { compact, type CompactOptions } from '../lib/operate/compact/compact.ts';
import type { CompactSummary } from '../lib/operate/compact/compact-summary.ts';
import { compactText } from '../lib/operate/compact/compact-text.ts';
import { readTombstones } from '../lib/lake/erasures/tombstones.ts';
import { openRewriteSession } from '../lib/lake/write/open-rewrite-session.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';
import { parseDay } from '../lib/basics/days.ts';

type CompactCommandOptions = {
    readonly lake: string;
    readonly before?: string;
    readonly dryRun: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Each partition that the command compacts becomes one sorted file, with one row for each record_id: the row that the
views return. If rows with the same record_id differ, the command keeps all of them and lists them, because one may be
forged. It adds the new file before it removes the old ones. The views remove the duplicates meanwhile, so queries of
the views stay right. If a file is removed before a running query has read it, the query starts again. If the command is
killed, run it again. It lists unreadable files and skips their partitions; the exit code is then 1.

Examples:
  $ ${commandName()} compact --lake my-lake
  $ ${commandName()} compact --lake my-lake --before 2026-02-01 --dry-run
  $ ${commandName()} compact --lake s3://my-bucket/lake --json
`;

const NO_PROGRESS_BAR: ProgressBar = { advance: () => undefined, stop: () => undefined };

const compactWithProgress = async ({ lake, before, dryRun }: CompactCommandOptions): Promise<CompactSummary> => {
    let bar = NO_PROGRESS_BAR;
    const run: CompactOptions = {
        before: before === undefined ? firstOpenDay(Date.now()) : parseDay(before),
        isDryRun: dryRun,
        onTotal: (partitions) => {
            bar = progressBar('compact {bar} {value} of {total} partitions | {eta_formatted} left', partitions);
        },
        onPartition: () => bar.advance(1),
        signal: stopSignal(),
    };
    const { close, ...session } = await openRewriteSession(lake);
    const compacted = readTombstones(lake).then(async (tombstones) => compact({ ...session, tombstones }, run));
    return compacted.finally(async () => {
        bar.stop();
        await close();
    });
};

const run = async (options: CompactCommandOptions): Promise<void> => {
    const summary = await compactWithProgress(options);
    const text = options.json ? `${printableJson(summary)}\n` : compactText(summary, options.lake);
    await writeOut(Readable.from([text]), process.stdout);
    if (summary.skipped_partitions > 0 || summary.is_stopped) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureCompact = (command: Command): void => {
    command
        .usage('--lake FOLDER [options]')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--before <day>', 'compact only days before this one (UTC, YYYY-MM-DD; default: two days ago)')
        .option('--dry-run', 'only count the partitions to compact', false)
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
